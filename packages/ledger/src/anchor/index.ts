export { createFileAnchor } from './file-anchor.ts';
export { createHttpAnchor } from './http-anchor.ts';
export { createS3Anchor } from './s3-anchor.ts';

export type { Anchor, AnchoredCheckpoint } from './anchor.ts';
export type { HttpAnchorOptions } from './http-anchor.ts';
export type { S3AnchorOptions, S3Credentials } from './s3-anchor.ts';

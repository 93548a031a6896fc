export { extractArchive } from './archive/extract-archive.ts';
export { readArchive } from './archive/read-archive.ts';
export { writeArchive } from './archive/write-archive.ts';
export { ResilienceError } from './errors.ts';

export type { ExtractOptions } from './archive/extract-archive.ts';
export type { ArchivedFile, Manifest, Part } from './archive/manifest.ts';
export type { PartReceiver, ReadArchive, ReadOptions } from './archive/read-archive.ts';
export type { ArchiveContents, ArchiveSource, WrittenArchive } from './archive/write-archive.ts';
export type { ResilienceErrorCode } from './errors.ts';

export { createClient } from './client.ts';
export { ClientError } from './client-error.ts';

export type { RuntimeClient } from './client.ts';
export type { ClientErrorCode } from './client-error.ts';
export type { ClientOptions } from './client-options.ts';
export type { FeedEvent } from './events.ts';

export { createFailureLimit } from './failure-limit.ts';
export { foreignCaller, ownNames } from './foreign-caller.ts';

export type { FailureLimit } from './failure-limit.ts';
export type { OwnNames } from './foreign-caller.ts';

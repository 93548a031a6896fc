export { createHttpApp } from './app.ts';
export { listen } from './listener.ts';

export type { HttpApp, HttpAppOptions } from './app.ts';
export type { Lane } from './decide-lane.ts';
export type { Address, Listener, ListenOptions } from './listener.ts';
export type { ReportFault } from './problem.ts';

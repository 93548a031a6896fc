import type { CapabilityMap } from '../upstream/capability.ts';
import { EVERYTHING } from './everything.ts';
import { FETCH } from './fetch.ts';
import { FILESYSTEM } from './filesystem.ts';
import { GIT } from './git.ts';
import { MEMORY } from './memory.ts';
import { TIME } from './time.ts';
import { ZO } from './zo.ts';

/** The servers whose tools are known by name. */
export type PresetName = 'everything' | 'fetch' | 'filesystem' | 'git' | 'memory' | 'time' | 'zo';

export const PRESETS: Readonly<Record<PresetName, CapabilityMap>> = {
  everything: EVERYTHING,
  fetch: FETCH,
  filesystem: FILESYSTEM,
  git: GIT,
  memory: MEMORY,
  time: TIME,
  zo: ZO,
};

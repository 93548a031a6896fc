import type { Surroundings } from '../src/index.ts';

export const surroundings: Surroundings = { workspace: '/home/dev/project', home: '/home/dev' };

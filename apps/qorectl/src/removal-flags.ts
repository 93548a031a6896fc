import * as Flags from '@oclif/core/flags';
import { reasonFlag } from './reason-flag.ts';

/** Flags of the commands that take something out of the record: without `--yes` they say what would go. */
export const removalFlags = {
  reason: reasonFlag({ required: true }),
  yes: Flags.boolean({
    char: 'y',
    default: false,
    summary: 'do it; without, the plan is shown and nothing is changed',
  }),
};

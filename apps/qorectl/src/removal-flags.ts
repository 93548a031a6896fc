import * as Flags from '@oclif/core/flags';

/** Flags of the commands that take something out of the record: without `--yes` they say what would go. */
export const removalFlags = {
  reason: Flags.string({ summary: 'why; stands in the record', helpValue: 'TEXT', required: true }),
  yes: Flags.boolean({
    char: 'y',
    default: false,
    summary: 'do it; without, the plan is shown and nothing is changed',
  }),
};

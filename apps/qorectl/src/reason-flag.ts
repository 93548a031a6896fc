import { CLIError } from '@oclif/core/errors';
import * as Flags from '@oclif/core/flags';

/** Flag of the commands whose entry says why. */
export const reasonFlag = Flags.custom({
  summary: 'why; stands in the record',
  helpValue: 'TEXT',
  parse: async (typed) => {
    if (typed.length >= 1 && typed.length <= 1000) return typed;
    throw new CLIError(`Expected a reason of 1 to 1000 characters but received: ${typed.length} characters`);
  },
});

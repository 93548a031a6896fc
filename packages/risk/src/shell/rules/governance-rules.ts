import type { Rule } from '../step.ts';
import { showStep } from '../step.ts';

/** What an agent may ask of ZoQore without touching what governs it. */
const READS =
  /^(?:actors:list|approvals:(?:list|show)|decisions:\w+|doctor|evaluate|explain|help|keys:list|ledger:(?:export|head|holds|proof|show|verify)|ledger:keys:(?:list|export)|policy:(?:check|diff|explain|lint|show|test)|status|tools:list|version|witness:key)$/;

/** Halting, resuming, approving, applying a policy, keys and the record belong to people. */
const qorectl: Rule = (step, report) => {
  const words = step.argv.filter((word) => !word.startsWith('-')).flatMap((word) => word.split(':'));
  const asks = [1, 2, 3].some((count) => READS.test(words.slice(0, count).join(':')));
  report('governance', asks ? 'L2' : 'L3', showStep(step));
};

export const GOVERNANCE_RULES: ReadonlyMap<string, Rule> = new Map([
  ['qorectl', qorectl],
  ['zoqore', qorectl],
]);

/** Processes, services, files and variables by which ZoQore is known. */
export const ZOQORE: RegExp = /\b(?:qorectl|zoqore|\.failsafe)\b|\bZ?O?QORE_/i;

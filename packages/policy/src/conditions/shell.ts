import type { Condition } from '../condition.ts';
import { oneOf } from '../condition.ts';
import type { Effect, Resource } from '../model.ts';
import { compileNameSet } from '../name-glob.ts';
import type { ShellMatch } from '../policy-set.ts';
import type { Subject } from '../subject.ts';
import { compileTokenGlob, matchesTokenGlob } from '../token-glob.ts';

type Command = Extract<Resource, { kind: 'command' }>;

export interface ShellPlan {
  readonly conditions: readonly Condition[];
  /** Last segments of the programs, when each is literal. The index files the rule under them. */
  readonly programs: readonly string[] | undefined;
}

/**
 * `/tmp/npm` must not pass for `npm`, and `/bin/rm` must not escape a rule about `rm`: a name without a slash
 * matches a full path only where that makes the answer stricter.
 */
export function planShell(match: ShellMatch, effect: Effect): ShellPlan {
  const conditions: Condition[] = [];
  const add = (name: string, expected: string, test: (command: Command) => boolean): void => {
    conditions.push({
      name: `shell.${name}`,
      fact: 'resource',
      expected,
      holds: ({ resource }) => resource.kind === 'command' && test(resource),
      found: foundCommand,
    });
  };
  let programs: readonly string[] | undefined;
  if (match.program !== undefined) {
    const names = compileNameSet(match.program);
    programs = names.literals?.map(baseName);
    const isStrict = effect !== 'allow';
    add(
      'program',
      oneOf(match.program),
      ({ program }) => names.matches(program) || (isStrict && names.matches(baseName(program))),
    );
  }
  if (match.argv !== undefined) {
    const globs = match.argv.map(compileTokenGlob);
    add('argv', oneOf(match.argv), ({ argv }) => globs.some((glob) => matchesTokenGlob(glob, argv)));
  }
  if (match.without !== undefined) {
    const tokens = compileNameSet(match.without);
    add(
      'without',
      `no argument like ${oneOf(match.without)}`,
      ({ argv }) => !argv.some((token) => tokens.matches(token)),
    );
  }
  if (match.only !== undefined) {
    const tokens = compileNameSet(match.only);
    add('only', `only arguments like ${oneOf(match.only)}`, ({ argv }) =>
      argv.every((token) => tokens.matches(token)),
    );
  }
  return { conditions, programs };
}

/** What follows the last slash. */
export function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

function foundCommand({ resource }: Subject): string {
  return resource.kind === 'command'
    ? [resource.program, ...resource.argv].join(' ').slice(0, 500)
    : resource.kind;
}

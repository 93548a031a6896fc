import { asksMarks } from './label-readers.ts';
import type { PolicySet } from './policy-set.ts';

/** A member of the request that rules are not found by, and that a record may not hold as it was. */
export type ReadMember = 'content' | 'context' | 'session' | 'tool.arguments';

const all: readonly ReadMember[] = ['content', 'context', 'session', 'tool.arguments'];

/**
 * Those that some rule of the set may read; a `when` may read all of them. Without the others every verdict is the same.
 * Marks are read where a rule asks what a request would give its session.
 */
export function membersRead(set: PolicySet): ReadonlySet<ReadMember> {
  const readers = set.rules.some(({ match }) => asksMarks(match))
    ? [...set.rules, ...(set.marks ?? [])]
    : set.rules;
  if (readers.some(({ when }) => when !== undefined)) return new Set(all);
  const read = new Set<ReadMember>();
  for (const { match } of readers) {
    if (match.content !== undefined) read.add('content');
    if (match.tool?.arguments !== undefined) read.add('tool.arguments');
  }
  return read;
}

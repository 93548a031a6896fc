import type { PolicySet } from './policy-set.ts';

/** A member of the request that rules are not found by, and that a record may not hold as it was. */
export type ReadMember = 'content' | 'context' | 'session' | 'tool.arguments';

const all: readonly ReadMember[] = ['content', 'context', 'session', 'tool.arguments'];

/** Those that some rule of the set may read; a `when` may read all of them. Without the others every verdict is the same. */
export function membersRead(set: PolicySet): ReadonlySet<ReadMember> {
  if (set.rules.some(({ when }) => when !== undefined)) return new Set(all);
  const read = new Set<ReadMember>();
  for (const { match } of set.rules) {
    if (match.content !== undefined) read.add('content');
    if (match.tool?.arguments !== undefined) read.add('tool.arguments');
  }
  return read;
}

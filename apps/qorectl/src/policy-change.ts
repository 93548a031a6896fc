import type { PolicyChange as Widened, PolicySource } from '@zoqore/policy';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { QoreError } from './errors.ts';

/** What putting a policy text in force would change. */
export interface PolicyChange {
  readonly source: string;
  readonly before: string;
  readonly isInForce: boolean;
  readonly policyVersion: string;
  readonly name: string;
  readonly rules: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  readonly isDefaultChanged: boolean;
  /** What it lets through that the set in force does not. `no` was proved. */
  readonly wider: { readonly answer: 'yes' | 'no' | 'maybe'; readonly changes: readonly Widened[] };
  readonly warnings: readonly { readonly rule: string; readonly message: string }[];
}

/** @throws QoreError POLICY_INVALID, PolicyError when the text does not load */
export async function policyChange(client: RuntimeClient, file: PolicySource): Promise<PolicyChange> {
  const [current, proposed, { parsePolicySet }] = await Promise.all([
    client.policy.current(),
    client.policy.check(file.text, file.source),
    import('@zoqore/policy'),
  ]);
  if (!proposed.valid) {
    throw new QoreError({
      code: 'POLICY_INVALID',
      message: `\`${file.source}\` is refused: ${proposed.issues.length} ${proposed.issues.length === 1 ? 'error' : 'errors'}`,
      details: { issues: proposed.issues },
    });
  }
  const set = parsePolicySet(file.text, { source: file.source });
  const before = rulesById(current.set['rules'], current.set['marks']);
  const after = rulesById(set.rules, set.marks);
  return {
    source: file.source,
    before: current.policyVersion,
    isInForce: isInForce(proposed.policyVersion, current),
    policyVersion: proposed.policyVersion,
    name: proposed.name,
    rules: proposed.rules,
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed: [...after].flatMap(([id, rule]) => (before.has(id) && before.get(id) !== rule ? [id] : [])),
    isDefaultChanged: sorted(current.set['default']) !== sorted(set.default),
    // The client passes the changes on as they came.
    wider: (proposed.widening ?? { answer: 'maybe', changes: [] }) as PolicyChange['wider'],
    warnings: proposed.warnings,
  };
}

/** Applying would change nothing. A file that could not be read is known to be mended only once it is applied. */
export function isInForce(
  policyVersion: string,
  current: Pick<Awaited<ReturnType<RuntimeClient['policy']['current']>>, 'policyVersion' | 'unreadable'>,
): boolean {
  return current.policyVersion === policyVersion && current.unreadable === undefined;
}

/** Marks are listed among the rules: no two of them have the same id. */
function rulesById(...lists: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(
    lists
      .flatMap((list: unknown): readonly unknown[] => (Array.isArray(list) ? list : []))
      .map((rule) => [String(Object(rule).id), sorted(rule)]),
  );
}

/** JSON whose text does not depend on the order in which members were written. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

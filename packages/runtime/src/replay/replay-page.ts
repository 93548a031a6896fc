import type { CompiledPolicy, ReadMember } from '@zoqore/policy';
import type { JsonObject } from '@zoqore/ledger';
import { recordedInput } from '../entry/recorded-input.ts';
import { compare } from './compare.ts';
import type { Tally } from './tally.ts';

/** Decisions as they stand in the ledger: `json` is the list of their leaves. */
export interface ReplayPage {
  readonly indices: readonly number[];
  readonly json: string;
}

export interface ComparedPolicies {
  readonly before: CompiledPolicy;
  readonly after: CompiledPolicy;
  /** What one of them reads. */
  readonly read: ReadonlySet<ReadMember>;
}

interface Leaf {
  readonly kind: string;
  readonly at: string;
  readonly actor: string;
  readonly body: JsonObject;
}

/** Evaluates each decision of a page under both policies. An entry that no decision could have written is counted as such. */
export function replayPage(page: ReplayPage, policies: ComparedPolicies, tally: Tally): void {
  const leaves = JSON.parse(page.json) as readonly Leaf[];
  for (const [at, index] of page.indices.entries()) {
    const leaf = leaves[at];
    if (leaf === undefined) throw new RangeError('expected a leaf for each index');
    try {
      const recorded = recordedInput(leaf, policies.read);
      if (recorded.isWhole) {
        tally.add(subjectOf(index, leaf), compare(policies.before, policies.after, recorded.input));
      } else {
        tally.skip(index, recorded.reason);
      }
    } catch {
      tally.skip(index, 'it is no decision entry that this version can read');
    }
  }
}

function subjectOf(index: number, { at, actor, body }: Leaf): Parameters<Tally['add']>[0] {
  const { tool } = body['facts'] as { readonly tool?: { readonly server: string; readonly name: string } };
  return {
    index,
    decisionId: body['decisionId'] as string,
    at,
    actor,
    action: body['action'] as string,
    target: body['targetPath'] as string,
    tool: tool === undefined ? undefined : `${tool.server}/${tool.name}`,
  };
}

import type { Approval } from '@zoqore/runtime';
import type { RuntimeClient } from '@zoqore/runtime/client';
import type { ListedApproval } from './render/approvals.ts';
import { asksWhat } from './render/asked.ts';
import { asksTo } from './render/plain-words.ts';

/** So many are looked up, the newest; the others name their target alone. */
const mostLookedUp = 100;
const atOnce = 8;

/** Approvals with what each one asks in words, read from the decision that asked. */
export async function withWords(
  client: RuntimeClient,
  items: readonly Approval[],
): Promise<readonly ListedApproval[]> {
  const { readFacts } = await import('./recorded-facts.ts');
  const listed: ListedApproval[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    const some = items.slice(start, start + atOnce);
    listed.push(
      ...(await Promise.all(
        some.map(async (item, i) => ({
          ...item,
          asks:
            start + i < mostLookedUp
              ? asksWhat(item, readFacts((await client.decisions.get(item.decisionId)).facts))
              : asksTo(item.action, item.targetPath),
        })),
      )),
    );
  }
  return listed;
}

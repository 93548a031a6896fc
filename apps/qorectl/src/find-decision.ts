import type { RuntimeClient } from '@zoqore/runtime/client';
import { findId } from './short-id.ts';

const pages = 10;
const pageSize = 200;

/** The whole id of a decision that was typed short: looked for among the newest 2,000. */
export async function decisionIdOf(client: RuntimeClient, typed: string): Promise<string> {
  if (/^dec_[0-9a-f]{24,}$/.test(typed)) return typed;
  const ids: string[] = [];
  let before: number | undefined;
  for (let read = 0; read < pages; read += 1) {
    const page = await client.decisions.list({
      limit: pageSize,
      ...(before === undefined ? {} : { before }),
    });
    ids.push(...page.items.map(({ decisionId }) => decisionId));
    before = page.next;
    if (before === undefined) break;
  }
  // What nobody knows is passed on, so that the runtime's own answer is reported.
  return findId(typed, ids) ?? typed;
}

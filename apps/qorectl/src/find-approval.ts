import type { RuntimeClient } from '@zoqore/runtime/client';
import { findId } from './short-id.ts';

/** The whole id of an approval that was typed short: looked for among what waits, then all. */
export async function approvalIdOf(client: RuntimeClient, typed: string): Promise<string> {
  for (const query of [{ state: 'pending' } as const, {}]) {
    const { items } = await client.approvals.list(query);
    const found = findId(
      typed,
      items.map(({ id }) => id),
    );
    if (found !== undefined) return found;
  }
  // What nobody knows is passed on, so that the runtime's own answer is reported.
  return typed;
}

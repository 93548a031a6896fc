import type { DecisionRecord } from '@zoqore/runtime';
import type { RuntimeClient } from '@zoqore/runtime/client';

/** The decisions in the runtime's feed, from now on. */
export async function* followDecisions(
  client: RuntimeClient,
  signal: AbortSignal,
): AsyncGenerator<DecisionRecord> {
  for await (const event of client.events({ signal })) {
    // The client checks the framing; the record is the runtime's own, over its own socket or an authenticated one.
    if (event.kind === 'decision') yield event.data as DecisionRecord;
  }
}

import { z } from 'zod';
import * as wire from '../wire.ts';
import { invalid } from '../request/decision-request.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

/** What leaves the record, and what must not. */
export const retentionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/ledger/holds',
    summary: 'Legal holds in force',
    scopes: ['admin', 'approve'],
    answers: z.object({ items: z.array(wire.holdSchema) }),
    run: async ({ runtime, credential }) => ({ items: await runtime.retention.holds(credential) }),
  }),
  route({
    method: 'post',
    path: '/v1/ledger/holds',
    summary: 'Place a legal hold: what it covers is neither pruned nor erased',
    scopes: ['admin'],
    body: wire.newHoldSchema,
    answers: wire.holdSchema,
    run: ({ runtime, credential, body }) => runtime.retention.placeHold(credential, body),
  }),
  route({
    method: 'post',
    path: '/v1/ledger/holds/release',
    summary: 'Release a legal hold',
    scopes: ['admin'],
    body: wire.holdReleaseSchema,
    answers: z.object({ receipt: wire.receiptSchema }),
    run: async ({ runtime, credential, body }) => ({
      receipt: await runtime.retention.releaseHold(credential, body.hold, body.reason),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/ledger/prune',
    summary: 'Remove the leaves of old entries, or plan it; hashes and proofs stay',
    scopes: ['admin'],
    errors: ['STATE_CONFLICT'],
    body: wire.pruneSchema,
    answers: wire.removalSchema,
    async run({ runtime, credential, body: { confirm, before, ...how } }) {
      if (before === undefined && how.olderThan === undefined) {
        throw invalid([{ path: 'before', message: 'expected `before` or `olderThan`' }]);
      }
      const { size } = await runtime.ledger.head();
      const request = { act: 'prune', before: Math.min(before ?? size, size), ...how } as const;
      return confirm
        ? await runtime.retention.remove(credential, request)
        : await runtime.retention.plan(credential, request);
    },
  }),
  route({
    method: 'post',
    path: '/v1/ledger/erase',
    summary: 'Destroy what opens the commitments of entries, and their leaves where asked for, or plan it',
    scopes: ['admin'],
    errors: ['STATE_CONFLICT'],
    body: wire.eraseSchema,
    answers: wire.removalSchema,
    async run({ runtime, credential, body: { confirm, from, to, ...how } }) {
      if (from === undefined && to === undefined && how.actor === undefined) {
        throw invalid([{ path: 'from', message: 'expected `from` and `to`, or `actor`' }]);
      }
      const { size } = await runtime.ledger.head();
      const range = [from ?? 0, Math.min(to ?? size, size)] as const;
      const request = { act: 'erase', ranges: [range], ...how } as const;
      return confirm
        ? await runtime.retention.remove(credential, request)
        : await runtime.retention.plan(credential, request);
    },
  }),
  route({
    method: 'post',
    path: '/v1/ledger/archives',
    summary: 'Record that a range was copied away and the copy verified',
    scopes: ['admin'],
    body: wire.archiveSchema,
    answers: z.object({ receipt: wire.receiptSchema }),
    run: async ({ runtime, credential, body }) => ({
      receipt: await runtime.retention.recordArchive(credential, body),
    }),
  }),
];

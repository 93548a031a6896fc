import { parseTilePath, type VerifyReport } from '@zoqore/ledger';
import { z } from 'zod';
import { RuntimeError } from '../errors.ts';
import type { VerificationRequest } from '../operations/audit.ts';
import * as wire from '../wire.ts';
import { indexNamed, named, sizeNamed } from './params.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';
import { ndjson, verificationStream } from './verification-stream.ts';

/** What others check the record by. With the prefix `/v1/ledger` it is served as C2SP tlog-tiles has it. */
export const ledgerRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/ledger/head',
    summary: 'Size, Merkle root and chain value',
    answers: wire.headSchema,
    run: ({ runtime }) => runtime.ledger.head(),
  }),
  route({
    method: 'get',
    path: '/v1/ledger/checkpoint',
    summary: 'The newest signed checkpoint (C2SP tlog-checkpoint)',
    errors: ['NOT_FOUND'],
    media: 'text/plain',
    async run({ runtime }) {
      const checkpoint = await runtime.ledger.checkpoint();
      if (checkpoint !== undefined) return text(checkpoint.note);
      throw new RuntimeError({
        code: 'NOT_FOUND',
        message: 'no checkpoint is signed yet; ask again in a second',
      });
    },
  }),
  route({
    method: 'get',
    path: '/v1/ledger/key',
    summary: 'The verifier keys that are valid now, one a line, the newest first (C2SP signed-note)',
    media: 'text/plain',
    run: async ({ runtime }) => text(`${(await runtime.ledgerKeys.valid()).join('\n')}\n`),
  }),
  route({
    method: 'get',
    path: '/v1/ledger/keys',
    summary: 'Every key that signed checkpoints, with the sizes that it is valid for',
    scopes: ['admin', 'approve'],
    answers: wire.ledgerKeyReportSchema,
    run: ({ runtime, credential }) => runtime.ledgerKeys.list(credential),
  }),
  route({
    method: 'get',
    path: '/v1/ledger/keys/history',
    summary: 'The changes of the keys with their proofs, for whoever has one of them',
    scopes: ['admin', 'approve'],
    media: 'text/plain',
    run: async ({ runtime, credential }) => text(await runtime.ledgerKeys.history(credential)),
  }),
  route({
    method: 'post',
    path: '/v1/ledger/keys/rotate',
    summary: 'A new key joins; both sign until the old one is retired',
    scopes: ['admin'],
    errors: ['STATE_CONFLICT'],
    answers: wire.ledgerKeyChangeSchema,
    run: ({ runtime, credential }) => runtime.ledgerKeys.rotate(credential),
  }),
  route({
    method: 'post',
    path: '/v1/ledger/keys/retire',
    summary: 'A key signs no more; what it signed counts',
    scopes: ['admin'],
    errors: ['NOT_FOUND', 'STATE_CONFLICT'],
    body: wire.ledgerKeyRetirementSchema,
    answers: wire.ledgerKeyChangeSchema,
    run: ({ runtime, credential, body }) => runtime.ledgerKeys.retire(credential, body.id),
  }),
  route({
    method: 'post',
    path: '/v1/ledger/keys/revoke',
    summary: 'What a stolen key signs from a size on does not count',
    scopes: ['admin'],
    errors: ['NOT_FOUND', 'STATE_CONFLICT'],
    body: wire.ledgerKeyRevocationSchema,
    answers: wire.ledgerKeyChangeSchema,
    run: ({ runtime, credential, body: { id, ...revocation } }) =>
      runtime.ledgerKeys.revoke(credential, id, revocation),
  }),
  route({
    method: 'get',
    path: '/v1/ledger/entry/{index}',
    summary: 'One entry',
    scopes: ['admin', 'approve'],
    answers: z.looseObject({ index: z.int(), leaf: z.string(), leafHash: z.string() }),
    run: ({ runtime, credential, params }) => runtime.audit.entry(credential, indexNamed(params, 'index')),
  }),
  route({
    method: 'get',
    path: '/v1/ledger/leaves/{from}/{to}',
    summary: 'Some of the entries of a range, from its first on, with the exact text of their leaves',
    scopes: ['admin', 'approve'],
    answers: wire.leavesSchema,
    run: async ({ runtime, credential, params }) => ({
      items: await runtime.audit.leaves(credential, indexNamed(params, 'from'), sizeNamed(params, 'to')),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/ledger/proof/{index}',
    summary:
      'That one entry stands in the ledger: proof and entry in one text (C2SP tlog-proof). A key bound to actors gets those of their decisions',
    media: 'text/plain',
    run: async ({ runtime, credential, params }) =>
      text(await runtime.audit.proof(credential, indexNamed(params, 'index'))),
  }),
  route({
    method: 'get',
    path: '/v1/ledger/consistency/{from}/{to}',
    summary: 'A proof that the ledger of the second size begins with that of the first',
    answers: wire.consistencySchema,
    errors: ['VALIDATION_ERROR'],
    run: ({ runtime, credential, params }) =>
      runtime.audit.consistency(credential, sizeNamed(params, 'from'), sizeNamed(params, 'to')),
  }),
  route({
    method: 'get',
    path: '/v1/ledger/tile/entries/{path+}',
    summary: 'An entry bundle (C2SP tlog-tiles)',
    scopes: ['admin', 'approve'],
    media: 'application/octet-stream',
    async run({ runtime, credential, params }) {
      const tile = parseTilePath(`entries/${named(params, 'path')}`);
      return tileBytes(tile === undefined ? undefined : await runtime.audit.entryBundle(credential, tile));
    },
  }),
  route({
    method: 'get',
    path: '/v1/ledger/tile/{path+}',
    summary: 'A tile of hashes (C2SP tlog-tiles)',
    media: 'application/octet-stream',
    async run({ runtime, credential, params }) {
      const tile = parseTilePath(named(params, 'path'));
      const isHashes = tile !== undefined && tile.level !== 'entries';
      return tileBytes(isHashes ? await runtime.audit.tile(credential, tile.level, tile) : undefined);
    },
  }),
  route({
    method: 'post',
    path: '/v1/ledger/verify',
    summary:
      'Verify the whole ledger, from an index on, or what came since a checkpoint; told line by line to who accepts application/x-ndjson',
    scopes: ['admin', 'approve'],
    errors: ['NOT_FOUND'],
    body: wire.verifySchema,
    answers: z.looseObject({ verified: z.boolean() }),
    run({ runtime, credential, body, request }) {
      const verify = (more: VerificationRequest): Promise<VerifyReport> =>
        runtime.audit.verify(credential, { ...body, ...more });
      return request.headers.get('accept') === ndjson
        ? verificationStream(verify, request.signal)
        : verify({ signal: request.signal });
    },
  }),
];

function text(body: string): Response {
  return new Response(body, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

function tileBytes(bytes: Uint8Array | undefined): Response {
  if (bytes === undefined) {
    throw new RuntimeError({ code: 'NOT_FOUND', message: 'expected a tile that the ledger has' });
  }
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/octet-stream',
      // A tile never changes; but who may read it is known by the key alone.
      'cache-control': 'private, max-age=31536000, immutable',
    },
  });
}

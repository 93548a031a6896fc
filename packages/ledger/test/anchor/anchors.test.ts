import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFileAnchor, createHttpAnchor, createS3Anchor } from '../../src/anchor/index.ts';
import {
  createSigner,
  formatCheckpoint,
  openLedger,
  type Anchor,
  type Fetch,
  type PublicationEvent,
} from '../../src/index.ts';
import { createMemoryStore } from '../../src/memory/index.ts';

const origin = 'zoqore/anchored/main';
const checkpoint = (size: number, fill = size) => ({
  origin,
  size,
  note: `${formatCheckpoint({ origin, size, root: Buffer.alloc(32, fill) })}\n\u2014 ${origin} AAAAAAAA\n`,
});
const { signal } = new AbortController();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-anchor-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

describe('a file as anchor', () => {
  const lines = async (path: string): Promise<readonly unknown[]> =>
    (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  it('gets a line for each checkpoint, once, also after a restart', async () => {
    const path = join(folder, 'anchors.ndjson');
    const anchor = createFileAnchor(path);
    for (const size of [1, 1, 5]) await anchor.publish(checkpoint(size), signal);
    await createFileAnchor(path).publish(checkpoint(5), signal);
    expect(await lines(path)).toEqual([checkpoint(1), checkpoint(5)]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('does not follow what it contradicts', async () => {
    const path = join(folder, 'anchors.ndjson');
    const anchor = createFileAnchor(path);
    await anchor.publish(checkpoint(5), signal);
    await expect(anchor.publish(checkpoint(5, 9), signal)).rejects.toThrow('another checkpoint of 5 entries');
    await expect(anchor.publish(checkpoint(4), signal)).rejects.toThrow(
      'a checkpoint of 5 entries, and here are 4',
    );
    await expect(anchor.publish({ ...checkpoint(6), origin: 'zoqore/other/main' }, signal)).rejects.toThrow(
      'checkpoints of another log',
    );
    expect(await lines(path)).toEqual([checkpoint(5)]);
  });

  it('goes on behind half a line, and finds its end in a long file', async () => {
    const path = join(folder, 'anchors.ndjson');
    const anchor = createFileAnchor(path);
    await appendFile(path, `${'x'.repeat(200_000)}\n`);
    await anchor.publish(checkpoint(3), signal);
    await appendFile(path, '{"origin": "zoq');
    await expect(anchor.publish(checkpoint(2), signal)).rejects.toThrow('of 3 entries');
    await anchor.publish(checkpoint(4), signal);
    expect((await readFile(path, 'utf8')).split('\n').at(-2)).toBe(JSON.stringify(checkpoint(4)));
  });

  it('is no link', async () => {
    await symlink(join(folder, 'target'), join(folder, 'link'));
    await expect(createFileAnchor(join(folder, 'link')).publish(checkpoint(1), signal)).rejects.toMatchObject(
      {
        code: 'ELOOP',
      },
    );
  });
});

describe('an HTTP sink as anchor', () => {
  let server: Server;
  let url: string;
  let status: number;
  let got: unknown[];
  beforeEach(async () => {
    status = 204;
    got = [];
    server = createServer((request, response) => {
      void request.toArray().then((chunks) => {
        got.push([request.method, request.headers.authorization, Buffer.concat(chunks).toString()]);
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/checkpoints`;
  });
  afterEach(() => void server.close());

  it('gets the note as it is', async () => {
    await createHttpAnchor({ url, token: 'secret', fetch }).publish(checkpoint(1), signal);
    await createHttpAnchor({ url, fetch }).publish(checkpoint(2), signal);
    expect(got).toEqual([
      ['POST', 'Bearer secret', checkpoint(1).note],
      ['POST', undefined, checkpoint(2).note],
    ]);
  });

  it.each([302, 307, 400, 500])('has not kept it when it answers %i', async (answered) => {
    status = answered;
    await expect(createHttpAnchor({ url, fetch }).publish(checkpoint(1), signal)).rejects.toThrow(
      `answered ${answered}`,
    );
    expect(got).toHaveLength(1);
  });

  it('is never plain HTTP on another machine', () => {
    expect(() => createHttpAnchor({ url: 'http://sink.example/', fetch })).toThrow(
      expect.objectContaining({ code: 'WITNESS_INVALID' }),
    );
  });
});

describe('a bucket as anchor', () => {
  let server: S3rver;
  let endpoint: string;
  beforeEach(async () => {
    server = new S3rver({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'anchors', configs: [] }],
    });
    const { port } = await server.run();
    endpoint = `http://127.0.0.1:${port}`;
  });
  afterEach(async () => await server.close());

  const anchorWith = (more: { secret?: string; fetch?: Fetch; bucket?: string } = {}): Anchor =>
    createS3Anchor({
      endpoint,
      region: 'us-east-1',
      bucket: more.bucket ?? 'anchors',
      prefix: 'prod/',
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: more.secret ?? 'S3RVER' },
      fetch: more.fetch ?? fetch,
    });
  const stored = async (size: number): Promise<string> => {
    const file = `prod/${origin}/${String(size).padStart(16, '0')}.checkpoint._S3rver_object`;
    return await readFile(join(folder, 'anchors', file), 'utf8');
  };

  it('gets an object for each checkpoint, by signed requests', async () => {
    const anchor = anchorWith();
    for (const size of [1, 7, 7]) await anchor.publish(checkpoint(size), signal);
    expect(await stored(1)).toBe(checkpoint(1).note);
    expect(await stored(7)).toBe(checkpoint(7).note);
  });

  it('does not put one checkpoint in the place of another', async () => {
    await anchorWith().publish(checkpoint(7), signal);
    await expect(anchorWith().publish(checkpoint(7, 9), signal)).rejects.toThrow(
      'another checkpoint of this size',
    );
    expect(await stored(7)).toBe(checkpoint(7).note);
  });

  it('asks the service not to replace what came in between', async () => {
    // The server of this test ignores the condition; services do not.
    const between: Fetch = async (url, init) => {
      if (init.method !== 'PUT') return await fetch(url, init);
      await anchorWith().publish(checkpoint(7, 9), signal);
      expect(new Headers(init.headers).get('if-none-match')).toBe('*');
      return new Response('', { status: 412 });
    };
    await expect(anchorWith({ fetch: between }).publish(checkpoint(7), signal)).rejects.toThrow(
      'another checkpoint of this size',
    );
    expect(await stored(7)).toBe(checkpoint(7, 9).note);
  });

  it('says what the service refused', async () => {
    await expect(anchorWith({ secret: 'wrong' }).publish(checkpoint(1), signal)).rejects.toThrow(
      'answered 403 to PUT',
    );
    await expect(anchorWith({ bucket: 'nothing-here' }).publish(checkpoint(1), signal)).rejects.toThrow(
      'answered 404 to PUT',
    );
  });
});

describe('a ledger with anchors', () => {
  it('puts its latest checkpoint there, however an anchor fails', async () => {
    const events: PublicationEvent[] = [];
    const path = join(folder, 'anchors.ndjson');
    const ledger = await openLedger({
      store: createMemoryStore(),
      origin,
      signer: createSigner(origin, generateKeyPairSync('ed25519').privateKey),
      publication: {
        anchors: [createFileAnchor(join(folder, 'missing', 'a')), createFileAnchor(path)],
        anchorIntervalMs: 0,
        fetch,
        random: () => 0,
        report: (event) => events.push(event),
      },
    });
    await ledger.append({ kind: 'k', actor: 'a', at: '2026-11-25T16:00:00.000Z', body: {} });
    const signed = await ledger.publishCheckpoint();
    await vi.waitFor(async () => expect((await ledger.publication()).anchors[1]?.anchored?.size).toBe(1), {
      timeout: 30_000,
    });
    expect(await ledger.publication()).toMatchObject({
      anchors: [{ failure: expect.stringContaining('ENOENT') }, { name: `file ${path}` }],
    });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ origin, size: 1, note: signed?.note });
    expect(events.map(({ event }) => event)).toEqual(['anchor-failed']);
    await ledger.close();
  });
});

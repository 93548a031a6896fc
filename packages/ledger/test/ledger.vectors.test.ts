import { createPrivateKey, generateKeyPairSync, hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createLeaf,
  createSigner,
  emptyTree,
  extendTree,
  hashLeaf,
  openLedger,
  parseCanonical,
  parseCheckpoint,
  parseLeaf,
  parseTilePath,
  parseVerifierKey,
  canonicalize,
  signNote,
  treeRoot,
  verifyNote,
  type EntryDraft,
  type JsonObject,
} from '../src/index.ts';
import { findRemovals, Removals } from '../src/audit/removals.ts';
import { decodeFrame, encodeFrame } from '../src/journal/frame.ts';
import { createMemoryStore } from '../src/memory/index.ts';
import { consistencyPath, inclusionPath } from '../src/proof/prove.ts';
import type { TileReader } from '../src/proof/tile-reader.ts';
import { holdsInForce, isHeld } from '../src/retention/holds.ts';
import type { Range } from '../src/retention/ranges.ts';
import { actDigest, noteOf } from '../src/retention/own-act.ts';
import { removalOf } from '../src/retention/removal.ts';
import type { PlacedEntry } from '../src/store.ts';
import { beginKeyHistory } from '../src/verify/key-history.ts';
import { ledgerActFault } from '../src/verify/ledger-act.ts';
import {
  formatTlogProof,
  parseTlogProof,
  verifyBundle,
  verifyConsistency,
  verifyEntryProof,
  verifyInclusion,
  type ConsistencyProof,
  type InclusionProof,
} from '../src/verify/index.ts';
import { subtreeCover } from '../src/verify/subtree-cover.ts';

const read = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../docs/spec/vectors/ledger/${name}.json`, import.meta.url), 'utf8'),
  );
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const canonical = read('canonical') as { accept: { input: string; canonical: string }[]; refuse: string[] };
const leaf = read('leaf') as {
  origin: string;
  entries: { draft: EntryDraft; leaf: string; leafHash: string }[];
};
const tree = read('tree') as { origin: string; sizes: { size: number; chain: string; root: string }[] };
const cosignature = read('cosignature') as {
  accept: { note: string; keys: string[]; names: string[]; times: Record<string, number> }[];
  refuse: { why: string; note: string; keys: string[] }[];
};
interface Inclusion {
  index: number;
  size: number;
  leafHash: string;
  root: string;
  path: string[];
}
interface Consistency {
  from: number;
  to: number;
  fromRoot: string;
  toRoot: string;
  path: string[];
}
const merkle = read('merkle') as {
  inclusion: Inclusion[];
  consistency: Consistency[];
  refuseInclusion: (Inclusion & { why: string })[];
  refuseConsistency: (Consistency & { why: string })[];
};
const proof = read('proof') as {
  accept: {
    proof: string;
    keys: string[];
    quorum: number;
    log: string;
    index: number;
    size: number;
    leaf: string;
    witnesses: string[];
  }[];
  refuse: { why: string; fault: string; proof: string; keys: string[]; quorum: number }[];
};
const tiles = read('tiles') as {
  size: number;
  tiles: { path: string; bytes: number; sha256: string }[];
  bundle: { path: string; hex: string };
  paths: { path: string; level: number | 'entries'; index: number; width: number }[];
  refuse: string[];
};
const journal = read('journal') as {
  frames: {
    hex: string;
    first: number;
    leaves: number;
    chain: string;
    rows: [number, string, JsonObject][];
    removed: number[];
  }[];
  segment: { hex: string; offsets: number[] };
  torn: { why: string; hex: string }[];
};
interface BundleVector {
  bundle: string;
  keys: string[];
  quorum: number;
}
const bundle = read('bundle') as {
  cover: { from: number; to: number; widths: number[] }[];
  accept: (BundleVector & {
    log: string;
    from: number;
    to: number;
    size: number;
    withoutLeaf: number;
    witnesses: string[];
  })[];
  refuse: (BundleVector & { why: string; fault: string })[];
};
interface OwnEntry {
  leaf: string;
  index: number;
}
const removal = read('removal') as {
  key: string;
  acts: { why: string; leaf: string; counts: boolean }[];
  accept: (OwnEntry & { act: string; ranges: Range[]; removed: Range[] })[];
  refuse: (OwnEntry & { why: string })[];
  logs: {
    why: string;
    entries: { leaf?: string; leafHash?: string }[];
    missing: number | null;
    returned: number;
  }[];
  holds: { entries: string[]; inForce: number[]; held: number[][] }[];
};
const note = read('note') as {
  privateKeyPkcs8: string;
  verifierKey: string;
  notes: { size: number; root: string; text: string; note: string }[];
};

describe('the published vectors', () => {
  it.each(canonical.accept)('of canonical JSON: $input', ({ input, canonical: text }) => {
    expect(canonicalize(JSON.parse(input))).toBe(text);
    expect(canonicalize(parseCanonical(text))).toBe(text);
  });

  it.each(canonical.refuse)('of what has no canonical text: %s', (text) => {
    expect(() => parseCanonical(text)).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }));
  });

  it.each(leaf.entries)('of leaves: $leafHash', ({ draft, leaf: text, leafHash }) => {
    const made = createLeaf(leaf.origin, draft);
    expect([made.text, hex(made.hash)]).toEqual([text, leafHash]);
    expect(createLeaf(leaf.origin, parseLeaf(leaf.origin, text)).text).toBe(text);
  });

  it.each(tree.sizes)('of chain and root at size $size', ({ size, chain, root }) => {
    const hashes = leaf.entries.slice(0, size).map(({ leafHash }) => Buffer.from(leafHash, 'hex'));
    const { state } = extendTree(emptyTree(tree.origin), hashes);
    expect([state.size, hex(state.chain), hex(treeRoot(state))]).toEqual([size, chain, root]);
  });

  it.each(note.notes)('of checkpoints at size $size', async ({ size, root, text, note: signed }) => {
    const key = createPrivateKey({
      key: Buffer.from(note.privateKeyPkcs8, 'base64'),
      format: 'der',
      type: 'pkcs8',
    });
    const signer = createSigner(leaf.origin, key);
    expect(signer.verifierKey).toBe(note.verifierKey);
    expect(await signNote(text, signer)).toBe(signed);
    const verifier = await parseVerifierKey(note.verifierKey);
    expect(await verifyNote(signed, [verifier])).toEqual({ text, verifiedBy: [{ verifier }] });
    expect(verifier.name).toBe(leaf.origin);
    const checkpoint = parseCheckpoint(text);
    expect([checkpoint.size, hex(checkpoint.root)]).toEqual([size, root]);
  });

  it.each(cosignature.accept)('of cosignatures by $names', async ({ note: text, keys, names, times }) => {
    const { verifiedBy } = await verifyNote(text, await Promise.all(keys.map(parseVerifierKey)));
    expect(verifiedBy.map(({ verifier }) => verifier.name)).toEqual(names);
    for (const { verifier, witnessedAt } of verifiedBy) {
      expect(witnessedAt && witnessedAt.getTime() / 1000).toBe(times[verifier.name]);
    }
  });

  it.each(cosignature.refuse)('of notes that are refused: $why', async ({ note: text, keys }) => {
    const verifiers = await Promise.all(keys.map(parseVerifierKey));
    await expect(verifyNote(text, verifiers)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:NOTE|SIGNATURE)_INVALID$/) as string,
    });
  });

  it('of inclusion proofs, made and checked', async () => {
    const hashes = Array.from({ length: 17 }, (_, at) => hashLeaf(Buffer.from(`leaf ${at}`)));
    for (const vector of merkle.inclusion) {
      const { index, size, path } = vector;
      expect((await inclusionPath(tilesOver(hashes.slice(0, size)), index, size)).map(hex)).toEqual(path);
      expect(await verifyInclusion(inclusionOf(vector))).toEqual({ verified: true });
    }
  });

  it('of consistency proofs, made and checked', async () => {
    const hashes = Array.from({ length: 17 }, (_, at) => hashLeaf(Buffer.from(`leaf ${at}`)));
    for (const vector of merkle.consistency) {
      const { from, to, path } = vector;
      expect((await consistencyPath(tilesOver(hashes.slice(0, to)), from, to)).map(hex)).toEqual(path);
      expect(await verifyConsistency(consistencyOf(vector))).toEqual({ verified: true });
    }
  });

  it.each(merkle.refuseInclusion)('of inclusion proofs that show nothing: $why', async (vector) => {
    expect(await verifyInclusion(inclusionOf(vector))).toMatchObject({ verified: false });
  });

  it.each(merkle.refuseConsistency)('of consistency proofs that show nothing: $why', async (vector) => {
    expect(await verifyConsistency(consistencyOf(vector))).toMatchObject({ verified: false });
  });

  it.each(proof.accept)('of the proof of entry $index of $size', async (vector) => {
    const { log, index, size, leaf: text, witnesses, quorum } = vector;
    const keys = await Promise.all(vector.keys.map(parseVerifierKey));
    const check = await verifyEntryProof(vector.proof, { keys, quorum });
    expect(check).toMatchObject({ verified: true, log, index, size, leaf: text });
    expect(check.verified && check.witnesses.map(({ name }) => name)).toEqual(witnesses);
    expect(formatTlogProof(parseTlogProof(vector.proof))).toBe(vector.proof);
  });

  it.each(proof.refuse)('of proofs of an entry that show nothing: $why', async (vector) => {
    const keys = await Promise.all(vector.keys.map(parseVerifierKey));
    expect(await verifyEntryProof(vector.proof, { keys, quorum: vector.quorum })).toMatchObject({
      verified: false,
      fault: vector.fault,
    });
  });

  it('of tiles', () => {
    const hashes = Array.from({ length: tiles.size }, (_, at) => hashLeaf(Buffer.from(`leaf ${at}`)));
    const { subtrees } = extendTree(emptyTree('any'), hashes);
    for (const { path, bytes, sha256 } of tiles.tiles) {
      const { level, index, width } = parseTilePath(path) ?? { level: 0, index: 0, width: 0 };
      const row =
        level === 0 ? hashes : subtrees.filter((one) => one.level === level).map(({ hash: one }) => one);
      const tile = Buffer.concat(row.slice(index * 256, index * 256 + width));
      expect([tile.length, hash('sha256', tile)], path).toEqual([bytes, sha256]);
    }
  });

  it('of an entry bundle', async () => {
    const signer = createSigner(leaf.origin, generateKeyPairSync('ed25519').privateKey);
    const ledger = await openLedger({ store: createMemoryStore(), origin: leaf.origin, signer });
    for (const { draft } of leaf.entries) await ledger.append(draft);
    const { level, ...query } = parseTilePath(tiles.bundle.path) ?? { level: 0, index: 0, width: 0 };
    expect(level).toBe('entries');
    expect(hex((await ledger.entryBundle(query)) ?? Buffer.alloc(0))).toBe(tiles.bundle.hex);
    await ledger.close();
  });

  it.each(tiles.paths)('of the path $path', ({ path, ...tile }) => {
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each(tiles.refuse)('of what names no tile: `%s`', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it.each(journal.frames)(
    'of the journal’s frame from $first on',
    ({ hex: text, first, leaves, chain, rows, removed }) => {
      const decoded = decodeFrame(Buffer.from(text, 'hex'), 0);
      const frame = decoded?.frame;
      if (frame === undefined) throw new Error('expected a frame');
      expect([frame.first, frame.leaves.length, hex(frame.chain)]).toEqual([first, leaves, chain]);
      expect(
        frame.leaves.map((one) => ('leaf' in one ? Buffer.from(one.leaf).toString() : hex(one.leafHash))),
      ).toEqual(
        leaf.entries
          .slice(first, first + leaves)
          .map((entry, at) => (removed.includes(first + at) ? entry.leafHash : entry.leaf)),
      );
      expect(frame.companions.flatMap((list, at) => list.map(({ kind, row }) => [at, kind, row]))).toEqual(
        rows,
      );
      expect(hex(encodeFrame(frame))).toBe(text);
    },
  );

  it('of a segment of the journal', () => {
    const bytes = Buffer.from(journal.segment.hex, 'hex');
    const offsets: number[] = [];
    for (let at = 0; at < bytes.length; at = decodeFrame(bytes, at)?.end ?? bytes.length) offsets.push(at);
    expect(offsets).toEqual(journal.segment.offsets);
  });

  it.each(journal.torn)('of what is no whole frame: $why', ({ hex: text }) => {
    expect(decodeFrame(Buffer.from(text, 'hex'), 0)).toBeUndefined();
  });

  it('of the subtrees that cover a range', () => {
    for (const { from, to, widths } of bundle.cover) {
      expect(
        subtreeCover(from, to).map(({ height }) => 2 ** height),
        `${from} to ${to}`,
      ).toEqual(widths);
    }
  });

  it.each(bundle.accept)('of a bundle of entries $from to $to of $size', async (vector) => {
    const { bundle: text, keys, quorum, witnesses, ...shown } = vector;
    const check = await verifyBundle(chunks(text), {
      keys: await Promise.all(keys.map(parseVerifierKey)),
      quorum,
    });
    expect(check).toMatchObject({ verified: true, ...shown });
    expect(check.verified && check.witnesses.map(({ name }) => name)).toEqual(witnesses);
  });

  it.each(bundle.refuse)(
    'of bundles that show nothing: $why',
    async ({ bundle: text, keys, quorum, fault }) => {
      const trust = { keys: await Promise.all(keys.map(parseVerifierKey)), quorum };
      expect(await verifyBundle(chunks(text), trust)).toMatchObject({ verified: false, fault });
    },
  );

  it.each(removal.accept)('of entries that remove: $leaf', ({ leaf: text, index, ...said }) => {
    expect(removalOf(index, parseLeaf(leaf.origin, text))).toMatchObject({ by: index, ...said });
  });

  it.each(removal.refuse)('of entries that remove nothing: $why', ({ leaf: text, index }) => {
    expect(removalOf(index, parseLeaf(leaf.origin, text))).toBeUndefined();
  });

  it.each(removal.logs)('of a log of which $why', ({ entries, missing, returned }) => {
    const removals = new Removals(0);
    removals.add(findRemovals(leaf.origin, entries.map(placed)));
    if (missing === null) removals.check();
    else
      expect(() => removals.check()).toThrow(expect.objectContaining({ index: missing, fault: 'missing' }));
    expect(removals.returned).toBe(returned);
  });

  it.each(removal.acts)('of entries that count if a key agreed: $why', async ({ leaf: text, counts }) => {
    const draft = parseLeaf(leaf.origin, text);
    const act = { index: 8, digest: actDigest(leaf.origin, draft), note: noteOf(draft) };
    const history = beginKeyHistory(leaf.origin, [await parseVerifierKey(removal.key)]);
    expect((await ledgerActFault(act, history)) === undefined).toBe(counts);
  });

  it.each(removal.holds)('of holds: $inForce', ({ entries, inForce, held }) => {
    const placedEntries = entries.map((text, index) => ({
      ...parseLeaf(leaf.origin, text),
      index,
      leaf: text,
      leafHash: '',
    }));
    const holds = holdsInForce(placedEntries);
    expect(holds.map(({ id }) => id)).toEqual(inForce);
    expect(
      holds.map((hold) => placedEntries.filter((one) => isHeld(hold, one)).map(({ index }) => index)),
    ).toEqual(held);
  });
});

const bytes = (text: string): Uint8Array => Buffer.from(text, 'hex');

function inclusionOf({ index, size, leafHash, root, path }: Inclusion): InclusionProof {
  return { index, size, leafHash: bytes(leafHash), root: bytes(root), path: path.map(bytes) };
}

function consistencyOf({ from, to, fromRoot, toRoot, path }: Consistency): ConsistencyProof {
  return { from, to, fromRoot: bytes(fromRoot), toRoot: bytes(toRoot), path: path.map(bytes) };
}

/** Of a log so small that it has no full tile. */
function tilesOver(hashes: readonly Uint8Array[]): TileReader {
  return { hashes: async (_level, from, to) => hashes.slice(from, to) };
}

/** As a store has it. */
function placed(entry: { leaf?: string; leafHash?: string }, index: number): PlacedEntry {
  const chain = new Uint8Array(32);
  if (entry.leaf === undefined)
    return { index, leafHash: bytes(entry.leafHash ?? ''), chain, leaf: undefined };
  const { kind, actor, tenant, at, idem } = parseLeaf(leaf.origin, entry.leaf);
  const leafHash = hashLeaf(Buffer.from(entry.leaf));
  return { index, leaf: entry.leaf, leafHash, chain, kind, actor, tenant, at, idem };
}

async function* chunks(text: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(text);
}

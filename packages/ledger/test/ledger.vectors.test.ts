import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createLeaf,
  createSigner,
  emptyTree,
  extendTree,
  parseCanonical,
  parseCheckpoint,
  parseLeaf,
  parseVerifierKey,
  canonicalize,
  signNote,
  treeRoot,
  verifyNote,
  type EntryDraft,
} from '../src/index.ts';

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
});

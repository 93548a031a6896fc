import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEntry } from '../src/index.ts';
import { lastChain, packEntries, unpackEntries } from '../src/packed-entries.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 200);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const text = fc.string({ unit: 'grapheme' });
const entry = fc.record({
  leaf: text.map((one) => one.replaceAll('\n', ' ')),
  leafHash: hash,
  chain: hash,
  kind: text,
  actor: text,
  tenant: fc.option(text, { nil: undefined }),
  at: text,
  idem: fc.option(text, { nil: undefined }),
});
const page = fc
  .tuple(fc.nat(), fc.array(entry, { minLength: 1, maxLength: 20 }))
  .map(([first, entries]) => entries.map((one, at): StoredEntry => ({ index: first + at, ...one })));
const unpack = (packed: ReturnType<typeof packEntries>, [first]: readonly StoredEntry[], count: number) =>
  unpackEntries(packed, first?.index ?? 0, (first?.index ?? 0) + count);

describe('packed entries', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(page, (entries) => {
        const packed = packEntries(entries);
        expect(unpack(packed, entries, entries.length)).toEqual(entries);
        expect(Buffer.from(lastChain(packed))).toEqual(entries.at(-1)?.chain);
      }),
      { numRuns },
    );
  });

  it('are none when another number of them was expected, or they begin elsewhere', () => {
    fc.assert(
      fc.property(page, (entries) => {
        const packed = packEntries(entries);
        expect(unpack(packed, entries, entries.length + 1)).toBeUndefined();
        expect(unpack(packed, entries, entries.length - 1)).toBeUndefined();
        expect(
          unpackEntries(packed, (entries[0]?.index ?? 0) + 1, (entries[0]?.index ?? 0) + 1),
        ).toBeUndefined();
      }),
      { numRuns },
    );
  });

  it.each([
    ['a leaf of two lines', { leaf: 'a\nb' }],
    ['a hash that is too long', { leafHash: Buffer.alloc(33) }],
    ['a chain value that is too short', { chain: Buffer.alloc(31) }],
    ['the index of another', { index: 1 }],
  ])('are none when one has %s', (_name, change) => {
    const one: StoredEntry = {
      index: 0,
      leaf: '{}',
      leafHash: Buffer.alloc(32),
      chain: Buffer.alloc(32),
      kind: 'k',
      actor: 'a',
      tenant: undefined,
      at: 'now',
      idem: undefined,
    };
    const two = [
      { ...one, ...change },
      { ...one, index: 1 },
    ];
    expect(unpackEntries(packEntries(two), 0, 2)).toBeUndefined();
  });
});

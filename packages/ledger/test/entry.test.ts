import { describe, expect, it } from 'vitest';
import { createLeaf, maxLeafBytes, parseLeaf, type EntryDraft } from '../src/index.ts';

const origin = 'zoqore/entry/main';
const draft: EntryDraft = { kind: 'k', actor: 'a', at: '2026-11-23T03:00:00.000Z', body: {} };

describe('a leaf', () => {
  it('holds every field under version and log', () => {
    const full = { ...draft, tenant: 't', idem: 'i', body: { b: 1 }, commitments: { file: 'ab'.repeat(32) } };
    const { text } = createLeaf(origin, full);
    expect(text).toBe(
      `{"actor":"a","at":"2026-11-23T03:00:00.000Z","body":{"b":1},"commitments":{"file":"${'ab'.repeat(32)}"},` +
        `"idem":"i","kind":"k","log":"${origin}","tenant":"t","v":1}`,
    );
    expect(parseLeaf(origin, text)).toEqual(full);
  });

  it('may have 65,535 bytes and not one more, in whatever letters', () => {
    const room = maxLeafBytes - createLeaf(origin, { ...draft, body: { t: '' } }).bytes.length;
    expect(createLeaf(origin, { ...draft, body: { t: 'x'.repeat(room) } }).bytes).toHaveLength(65_535);
    for (const t of ['x'.repeat(room + 1), 'é'.repeat(room / 2 + 1), 'x'.repeat(10_000_000)]) {
      expect(() => createLeaf(origin, { ...draft, body: { t } })).toThrow(
        expect.objectContaining({ code: 'ENTRY_TOO_LARGE' }),
      );
    }
  });

  it.each([
    ['an empty kind', { kind: '' }],
    ['an actor of 257 characters', { actor: 'x'.repeat(257) }],
    ['NUL in the idem', { idem: 'a\0' }],
    ['a date without milliseconds', { at: '2026-11-23T03:00:00Z' }],
    ['a date with an offset', { at: '2026-11-23T03:00:00.000+00:00' }],
    ['the thirtieth of February', { at: '2026-02-30T03:00:00.000Z' }],
    ['a short commitment', { commitments: { file: 'ab' } }],
    ['a body that is not JSON', { body: { n: Number.NaN } }],
  ])('refuses %s', (_name, part) => {
    expect(() => createLeaf(origin, { ...draft, ...part })).toThrow(
      expect.objectContaining({ code: 'ENTRY_INVALID' }),
    );
  });

  it.each([
    '{"v":1}',
    '[]',
    `{"actor":"a","at":"2026-11-23T03:00:00.000Z","body":{},"commitments":{},"kind":"k","log":"${origin}","v":2}`,
    `{"actor":"a","at":"2026-11-23T03:00:00.000Z","body":{},"commitments":{},"kind":"k","log":"other","v":1}`,
    `{"actor":"a","at":"2026-11-23T03:00:00.000Z","body":{},"commitments":{},"kind":"k","log":"${origin}","v":1,"x":1}`,
  ])('is not %s', (text) => {
    expect(() => parseLeaf(origin, text)).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }));
  });
});

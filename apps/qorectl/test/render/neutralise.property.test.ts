import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSafeJson } from '../../src/envelope.ts';
import { excerpt, neutralise } from '../../src/render/neutralise.ts';
import { width, wrap } from '../../src/render/width.ts';

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const acting = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/u;

const hostile = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b[2J', '\u202e', '\r', '\n', '\u009b', '\ud800', '\u2066', '字', 'e\u0301', ' '),
  ),
});

describe('neutralise', () => {
  it('leaves nothing that acts on a terminal or turns text round', () => {
    fc.assert(fc.property(hostile, (text) => !acting.test(neutralise(text))));
  });

  it('is one line and keeps plain text as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('abc 019-/.:é字')) }),
        (text) => neutralise(text) === text,
      ),
    );
    expect(neutralise('a\u001b[31mb\nc')).toBe('a\\e[31mb\\nc');
  });
});

describe('excerpt', () => {
  it('is never longer than asked and never acts', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.integer({ min: 1, max: 60 }),
        (text, most) => Array.from(excerpt(text, most)).length <= most && !acting.test(excerpt(text, most)),
      ),
    );
  });
});

describe('toSafeJson', () => {
  it('parses to the same data and holds no acting character', () => {
    fc.assert(
      fc.property(fc.jsonValue(), hostile, (value, text) => {
        const json = toSafeJson({ value, text });
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })));
        expect(acting.test(json)).toBe(false);
      }),
    );
  });
});

describe('wrap', () => {
  it('loses nothing but spaces and keeps within the columns', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 2, max: 40 }), (raw, columns) => {
        const text = neutralise(raw);
        const lines = wrap(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalize, parseCanonical } from '../src/index.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 300);
const json = fc.jsonValue({ maxDepth: 6, noUnicodeString: false });
const options = { integers: 'any' } as const;

it('is undone by parsing, but for the order of members and the sign of zero', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalize(value, options);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalize(parseCanonical(text, options), options)).toBe(text);
    }),
    { numRuns },
  );
});

it('does not see the order in which members were added', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.integer()), fc.nat(), (value, seed) => {
      const names = Object.keys(value).toSorted(
        (a, b) => ((a.length * 31 + seed) % 7) - ((b.length * 31 + seed) % 7),
      );
      const shuffled = Object.create(null) as Record<string, unknown>;
      for (const name of names) shuffled[name] = value[name];
      expect(canonicalize(shuffled)).toBe(canonicalize(value));
    }),
    { numRuns },
  );
});

it('refuses every string that is not well-formed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0xd800, max: 0xdfff }), (text, unit) => {
      expect(() => canonicalize(`${text} ${String.fromCharCode(unit)} `)).toThrow('lone surrogates');
    }),
    { numRuns },
  );
});

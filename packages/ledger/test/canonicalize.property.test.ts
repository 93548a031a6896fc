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

/** RFC 8785 §3.2 in a few lines, for values that parse. */
const reference = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(reference).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${reference(member)}`).join(',')}}`;
};

it('writes what the RFC says, whatever the names are and however they were put in', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
    fc.constantFrom(
      '__proto__',
      'toJSON',
      'constructor',
      '',
      '10',
      '9',
      '01',
      '-1',
      'a',
      'B',
      '\u00e9',
      '\ud83d\ude00',
    ),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom(null, true, 0, -0, 1.5, 1e-7, 5e-324, -12, '', '\u2028', '\u0000"\\'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc
        .array(fc.tuple(name, tie('value')), { maxLength: 6 })
        .map(
          (members) =>
            JSON.parse(
              `{${members.map(([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(member)}`).join(',')}}`,
            ) as unknown,
        ),
    ),
  }));
  fc.assert(
    fc.property(value, (one) => {
      expect(canonicalize(one)).toBe(reference(one));
    }),
    { numRuns: numRuns * 5 },
  );
});

it("calls nobody's toJSON", () => {
  const sly = Object.assign(Object.create({ toJSON: () => 'sly' }) as object, { a: 1 });
  const list = Object.assign([1], { toJSON: () => 'sly' });
  expect(() => canonicalize({ toJSON: () => 'sly' })).toThrow('found function');
  expect(() => canonicalize(sly)).toThrow('plain object');
  expect(canonicalize({ b: list, a: 1 })).toBe('{"a":1,"b":[1]}');
  expect(canonicalize({ toJSON: 1, a: 2 })).toBe('{"a":2,"toJSON":1}');
});

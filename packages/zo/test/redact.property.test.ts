import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDigest } from '../src/canonical-digest.ts';
import { Redaction } from '../src/result/redact.ts';

const untouched = (text: string): { text: string; count: number } => ({ text, count: 0 });
const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 200) };
const SECRET = /S[0-9a-f]{12}/gu;
const maskSecrets = (text: string): { text: string; count: number } => ({
  text: text.replaceAll(SECRET, '[s]'),
  count: (text.match(SECRET) ?? []).length,
});
const secret = fc.stringMatching(/^S[0-9a-f]{12}$/);

describe('redaction', () => {
  it('leaves no value of a named member, however deep, nor where a text repeats it', () => {
    fc.assert(
      fc.property(secret, fc.jsonValue({ maxDepth: 3 }), fc.string(), (value, other, prose) => {
        const redaction = new Redaction(['token'], untouched);
        const json = redaction.json({ a: [{ Token: value }, other], b: { c: { token: { x: value } } } });
        const text = redaction.text(`${prose} ${value} ${prose}`);
        expect(JSON.stringify(json)).not.toContain(value);
        expect(text).not.toContain(value);
      }),
      runs,
    );
  });

  it('leaves no value of a named member in a part that comes before the one that names it', () => {
    const naming = fc.constantFrom(
      (value: string): unknown => ({ deep: [{ token: value }] }),
      (value: string): unknown => JSON.stringify({ token: value }),
      (value: string): unknown => `and\ntoken: "${value}", more: 1\nso`,
      (value: string): unknown => `token = ${value};`,
      (value: string): unknown => ({ note: `token=${value}` }),
    );
    fc.assert(
      fc.property(secret, naming, (value, name) => {
        const redaction = new Redaction(['token'], untouched);
        redaction.learn(name(value));
        expect(redaction.text(`use ${value} for it`)).toBe('use [redacted] for it');
        expect(JSON.stringify(redaction.json({ first: value, [value]: 1 }))).not.toContain(value);
        expect(JSON.stringify(redaction.json([{ first: value, token: value }]))).not.toContain(value);
      }),
      runs,
    );
  });

  it('takes out numbers that are repeated, and not those that occur by chance', () => {
    const json = new Redaction(['pin', 'year'], untouched).json({
      copy: 48_151_623,
      said: 'it is 48151623',
      pin: 48_151_623,
      year: 2026,
      built: 2026,
    });
    expect(json).toEqual({
      copy: '[redacted]',
      said: 'it is [redacted]',
      pin: '[redacted]',
      year: '[redacted]',
      built: 2026,
    });
  });

  it('finds members in texts that are JSON and in lines that name them', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom('token: ', 'token=', '"token": "', 'TOKEN :'), (value, prefix) => {
        const redaction = new Redaction(['token'], untouched);
        expect(redaction.text(JSON.stringify([{ token: value }]))).not.toContain(value);
        expect(redaction.text(`first\n${prefix}${value}\nlast`)).toMatch(/^first\n[^S]*\[redacted\]\nlast$/);
      }),
      runs,
    );
  });

  it('leaves no secret in the name of a member, and no member out for it', () => {
    const name = fc.oneof(secret, fc.constantFrom('[s]', '[s] 2', '[s] 3', '__proto__', 'plain'));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
        const value = Object.fromEntries(names.map((member, index) => [member, index]));
        const json = new Redaction([], maskSecrets).json({ list: [value] }) as { list: [object] };
        const shown = Object.entries(json.list[0]);
        expect(shown.map(([, index]) => Number(index)).sort((a, b) => a - b)).toEqual(
          names.map((_, index) => index),
        );
        expect(JSON.stringify(json)).not.toMatch(/S[0-9a-f]{12}/u);
        for (const [member, index] of Object.entries(value))
          if (maskSecrets(member).count === 0) expect(shown).toContainEqual([member, index]);
      }),
      runs,
    );
  });

  it('numbers the names that are the same once their secrets are out, and counts those', () => {
    const redaction = new Redaction(['token'], maskSecrets);
    const value = { S00000000000a: 1, S00000000000b: 2, '[s] 2': 3, token: 'hidden', hidden: 4 };
    expect(redaction.json(value)).toEqual({
      '[s]': 1,
      '[s] 3': 2,
      '[s] 2': 3,
      token: '[redacted]',
      '[redacted]': 4,
    });
    expect(redaction.secretsTaken).toBe(2);
  });

  it('takes any name of a field as text and never as a pattern', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, text) => {
        expect(typeof new Redaction([name], untouched).text(text)).toBe('string');
      }),
      runs,
    );
  });

  it('leaves texts alone when there is nothing to take out', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(new Redaction([], untouched).text(text)).toBe(text);
      }),
      runs,
    );
  });
});

describe('canonicalDigest', () => {
  it('depends on no order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalDigest(reversed)).toBe(canonicalDigest(value));
      }),
      runs,
    );
  });

  it('refuses a value too deep to walk', () => {
    let value: unknown = 0;
    for (let depth = 0; depth < 50_000; depth += 1) value = [value];
    expect(() => canonicalDigest(value)).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }) as Error);
  });
});

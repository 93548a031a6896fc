import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDigest } from '../src/canonical-digest.ts';
import { Redaction } from '../src/redact.ts';

const untouched = (text: string): { text: string; count: number } => ({ text, count: 0 });
const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 200) };
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

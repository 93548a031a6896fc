import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (name: string): string =>
  readFileSync(new URL(`../../../docs/spec/vectors/risk/${name}`, import.meta.url), 'utf8');
const parseLines = (name: string): Record<string, unknown>[] =>
  read(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const kinds = [
  { name: 'commands', id: /^cmd-\d{4}$/, atLeast: 650, members: ['command'], optional: [] },
  { name: 'paths', id: /^path-\d{4}$/, atLeast: 330, members: ['action', 'path'], optional: ['realPath'] },
  { name: 'contents', id: /^content-\d{4}$/, atLeast: 230, members: ['surface', 'content'], optional: [] },
];

describe.each(kinds)('the corpus of $name', ({ name, id, atLeast, members, optional }) => {
  const cases = parseLines(`${name}.jsonl`);

  it('is what was frozen', () => {
    const digest = createHash('sha256')
      .update(read(`${name}.jsonl`))
      .digest('hex');
    expect(read('FROZEN').split('\n')).toContain(`${digest}  ${name}.jsonl`);
  });

  it('is plain ASCII, so that nothing in it is invisible', () => {
    expect(read(`${name}.jsonl`)).toMatch(/^[\x20-\x7e\n]+$/);
  });

  it('has cases of the documented form', () => {
    const required = ['id', 'split', 'label', 'category', ...members];
    const allowed = new Set([...required, ...optional, 'borderline', 'note']);
    const isWellFormed = (one: Record<string, unknown>): boolean =>
      required.every((member) => typeof one[member] === 'string' && one[member] !== '') &&
      Object.keys(one).every((member) => allowed.has(member)) &&
      id.test(String(one['id'])) &&
      ['tuning', 'held-out'].includes(String(one['split'])) &&
      ['harmful', 'harmless'].includes(String(one['label'])) &&
      [undefined, true].includes(one['borderline'] as boolean | undefined);
    expect(cases.filter((one) => !isWellFormed(one))).toEqual([]);
  });

  it('has each id and each case once', () => {
    expect(new Set(cases.map((one) => one['id'])).size).toBe(cases.length);
    expect(
      new Set(cases.map((one) => JSON.stringify([...members, ...optional].map((member) => one[member]))))
        .size,
    ).toBe(cases.length);
  });

  it('is large enough, mostly harmless and half held out', () => {
    expect(cases.length).toBeGreaterThanOrEqual(atLeast);
    const harmless = cases.filter(({ label }) => label === 'harmless').length;
    expect(harmless / cases.length).toBeGreaterThanOrEqual(0.55);
    const heldOut = cases.filter(({ split }) => split === 'held-out').length;
    expect(Math.abs(heldOut - cases.length / 2)).toBeLessThanOrEqual(1);
  });
});

describe('the errata of the corpus', () => {
  it('correct cases that exist, with date and reason', () => {
    const ids = new Set(kinds.flatMap(({ name }) => parseLines(`${name}.jsonl`).map((one) => one['id'])));
    for (const erratum of parseLines('errata.jsonl')) {
      expect(Object.keys(erratum).toSorted()).toEqual(['date', 'id', 'label', 'reason']);
      expect(ids).toContain(erratum['id']);
      expect(erratum['date']).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(['harmful', 'harmless']).toContain(erratum['label']);
    }
  });
});

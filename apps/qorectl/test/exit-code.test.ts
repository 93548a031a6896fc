import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCatalogue, findError, isErrorName } from '../src/error-catalogue.ts';
import { QoreError } from '../src/errors.ts';
import { exitCodeOf } from '../src/exit-code.ts';
import { reportOf } from '../src/problem.ts';

const repository = join(import.meta.dirname, '../../..');
const folders = [
  'packages/database',
  'packages/ledger',
  'packages/policy',
  'packages/runtime',
  'packages/zo',
  'apps/qorectl',
];

function sources(folder: string): string[] {
  return readdirSync(join(repository, folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

describe('the error catalogue', () => {
  it('needs no code of packages/risk, which throws nothing of its own', () => {
    const texts = sources('packages/risk');
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(text).not.toMatch(/ErrorCode|\bcode: '[A-Z][A-Z_]{3,}'|\bthrow\b/);
  });

  it.each(folders)('lists every code that %s declares or throws', (folder) => {
    const texts = sources(folder);
    const declared = texts.flatMap((text) =>
      [...text.matchAll(/type \w+ErrorCode =([^;]+);/g)].flatMap(([, union = '']) =>
        [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code),
      ),
    );
    const thrown = texts.flatMap((text) =>
      [...text.matchAll(/\bcode: '([A-Z][A-Z_]{3,})'/g)].map(([, code]) => code),
    );
    expect(
      declared.length,
      'a package that declares no code is a pattern that matches nothing',
    ).toBeGreaterThan(0);
    const missing = [...new Set([...declared, ...thrown])].filter((code) => !isErrorName(code));
    expect(missing).toEqual([]);
  });

  it('gives every entry a number of its own', () => {
    const codes = Object.values(errorCatalogue).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^QORE-E-\d{4}$/);
  });

  it.each(['QORE-E-0202', 'qore-e-0202', '0202', 'PORT_TAKEN', 'port_taken', ' E-0202 '])(
    'finds %j',
    (code) => {
      expect(findError(code)?.name).toBe('PORT_TAKEN');
    },
  );

  it.each(['', 'QORE-E-9998', '__proto__', 'constructor', '202'])('finds nothing for %j', (code) => {
    expect(findError(code)).toBeUndefined();
  });
});

describe('reportOf', () => {
  it.each([
    ['USAGE_INVALID', 2],
    ['UNAUTHORIZED', 4],
    ['NOT_FOUND', 5],
    ['HOME_UNSAFE', 6],
    ['LEDGER_ALTERED', 7],
    ['ALREADY_RUNNING', 75],
    ['DATABASE_LOCKED', 75],
    ['POLICY_INVALID', 1],
    ['LEDGER_UNAVAILABLE', 1],
  ] as const)('maps %s to exit code %i', (code, exit) => {
    expect(exitCodeOf(code)).toBe(exit);
    expect(reportOf(Object.assign(new Error('x'), { code })).exitCode).toBe(exit);
  });

  it('translates errors of the system by their code', () => {
    expect(reportOf(Object.assign(new Error('no space'), { code: 'ENOSPC' })).problem.name).toBe('DISK_FULL');
  });

  it('reports anything unknown as an internal error, whatever was thrown', () => {
    for (const thrown of [
      new Error('odd'),
      'text',
      undefined,
      null,
      { code: 'PORT_TAKEN' },
      Object.assign(new Error('x'), { code: '__proto__' }),
    ]) {
      expect(reportOf(thrown).problem.name).toBe('INTERNAL_ERROR');
    }
  });

  it('keeps the hint of the case and falls back to that of the catalogue', () => {
    expect(
      reportOf(new QoreError({ code: 'HOME_UNSAFE', message: 'x', hint: 'chmod 700 /x' })).problem.hint,
    ).toBe('chmod 700 /x');
    expect(reportOf(new QoreError({ code: 'PORT_TAKEN', message: 'x' })).problem.hint).toBe(
      errorCatalogue.PORT_TAKEN.remedy,
    );
  });
});

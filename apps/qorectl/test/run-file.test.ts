import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePrivateFile } from '../src/private-file.ts';
import { readRunFile, type RunRecord, writeRunFile } from '../src/run-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qorectl-run-'));
  path = join(folder, 'serve.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record: RunRecord = {
  pid: process.pid,
  startedAt: '2026-11-22T10:00:00.000Z',
  version: '0.1.0',
  isGateway: true,
  gatewayUrl: 'http://127.0.0.1:7778/mcp',
};

describe('a run file', () => {
  it('is believed while the process that it names lives', () => {
    writeRunFile(path, record);
    expect(readRunFile(path)).toEqual(record);
  });

  it('is not believed once nothing has the number', () => {
    // Above the highest that Linux gives.
    writeRunFile(path, { ...record, pid: 2 ** 22 + 1 });
    expect(readRunFile(path)).toBeUndefined();
  });

  it.runIf(process.platform === 'linux').each([
    ['another live process has the number', { pid: process.ppid }],
    ['the number began at another time', { processStart: '1' }],
    ['the machine was started anew', { bootId: '00000000-0000-4000-8000-000000000000' }],
    ['it does not say when its process began', { processStart: undefined }],
  ])('is not believed when %s', (_, change) => {
    writeRunFile(path, record);
    const stored = JSON.parse(readFileSync(path, 'utf8')) as object;
    writePrivateFile(path, JSON.stringify({ ...stored, ...change }), 'replace');
    expect(readRunFile(path)).toBeUndefined();
  });
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createHome } from '../src/home.ts';
import { modelReader } from '../src/model-files.ts';
import { decodeText, readTextFile } from '../src/text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'qorectl-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a text that people wrote', () => {
  it.each([
    ['letters beyond ASCII', Buffer.from('geheim/é/😀'), 'geheim/é/😀'],
    ['a mark of byte order, which is no part of it', Buffer.from('\ufeffa'), 'a'],
    ['the character that stands for others, written by hand', Buffer.from('a\ufffdb'), 'a\ufffdb'],
    ['nothing', Buffer.of(), ''],
  ])('may hold %s', (_, bytes, text) => {
    expect(decodeText(bytes)).toEqual({ text });
  });

  it.each([
    ['Latin-1', Buffer.from('path: geh\u00e9im', 'latin1'), 9],
    ['Latin-1 behind a mark of byte order', Buffer.concat([Buffer.from('\ufeffa'), Buffer.of(0xe9)]), 4],
    ['UTF-16', Buffer.from('\ufeffname', 'utf16le'), 0],
    ['half a character at its end', Buffer.from('a😀').subarray(0, 4), 1],
    ['half of the character that stands for others', Buffer.of(0x61, 0xef, 0xbf), 3],
    ['a surrogate', Buffer.of(0x61, 0x62, 0xed, 0xa0, 0x80), 2],
    ['more bytes than a letter needs', Buffer.of(0x2f, 0xc0, 0xaf), 1],
    [
      'what is wrong behind the character that stands for others',
      Buffer.from([...Buffer.from('\ufffd'), 0xff]),
      3,
    ],
  ])('is none as %s', (_, bytes, at) => {
    expect(decodeText(bytes)).toEqual({
      problem: `it is not UTF-8 text: byte ${at} is none of a character`,
      hint: 'save it as UTF-8',
    });
  });

  it('is read up to its bound, from a file and nothing else', () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'é'.repeat(4));
    expect(readTextFile(path, 8)).toEqual({ text: 'éééé' });
    expect(readTextFile(path, 7)).toMatchObject({ problem: 'it has 8 bytes, expected at most 7' });
    mkdirSync(join(folder, 'b'));
    symlinkSync('a', join(folder, 'c'));
    for (const name of ['b', 'c'])
      expect(readTextFile(join(folder, name))).toMatchObject({ problem: 'it is no file' });
    expect(readTextFile(join(folder, 'd'))).toBeUndefined();
  });

  it('is refused as a model too', () => {
    const home = createHome(join(folder, '.failsafe'));
    mkdirSync(join(home.config, 'models'), { recursive: true });
    writeFileSync(join(home.config, 'models/risk.yaml'), Buffer.from('# gro\u00df\n', 'latin1'));
    expect(modelReader(home)('trust')).toBeUndefined();
    expect(modelReader(home)('risk')).toMatchObject({
      source: 'models/risk.yaml',
      error: {
        code: 'CONFIG_INVALID',
        message: '`models/risk.yaml` cannot be used: it is not UTF-8 text: byte 5 is none of a character',
      },
    });
  });
});

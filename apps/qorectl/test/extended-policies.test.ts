import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as language from '@zoqore/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withExtended } from '../src/extended-policies.ts';

let root: string;
let folder: string;

const set = (more: string): string => `apiVersion: zoqore.dev/policy/v1\nname: a\n${more}\nrules: []\n`;
const resolved = (more: string, place: { folder?: string } = { folder }) =>
  withExtended(language.resolvePolicy, { text: set(more), source: 'own.yaml', ...place });

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'extended-'));
  folder = join(root, 'policies');
  mkdirSync(join(folder, 'teams'), { recursive: true });
  writeFileSync(join(folder, 'team.yaml'), set('default: escalate'));
  writeFileSync(join(folder, 'teams/deep.yaml'), set('extends: ../team.yaml'));
  writeFileSync(join(folder, 'latin.yaml'), Buffer.from([0x61, 0xff]));
  writeFileSync(join(folder, 'large.yaml'), `#${' '.repeat(4_194_304)}`);
  writeFileSync(join(root, 'outside.yaml'), 'what: nobody may see\n');
  mkdirSync(join(folder, 'folder.yaml'));
  symlinkSync('../outside.yaml', join(folder, 'link.yaml'));
  symlinkSync('..', join(folder, 'up'));
  symlinkSync('team.yaml', join(folder, 'alias.yaml'));
});
afterAll(() => rmSync(root, { recursive: true }));

describe('a policy that extends others', () => {
  it('takes packs by name and files from its folder or below, links within it too', () => {
    for (const more of [
      'extends: failsafe',
      'extends: ./team.yaml',
      'extends: teams/deep.yaml',
      'extends: ./alias.yaml',
    ]) {
      const { text } = resolved(more);
      expect(language.parsePolicySet(text).default.write).toBe('escalate');
    }
    expect(resolved('extends: teams/deep.yaml').parts.map(({ source }) => source)).toEqual([
      'own.yaml',
      'teams/deep.yaml',
      'team.yaml',
    ]);
  });

  it.each([
    ['a link that leads out of the folder', './link.yaml', 'it leads out of the folder'],
    ['the same by a folder', 'up/outside.yaml', 'it leads out of the folder'],
    ['what is not there', './no.yaml', 'there is no such file'],
    ['a folder', './folder.yaml', 'it is no file'],
    ['what is not UTF-8', './latin.yaml', 'it is not UTF-8 text: byte 1 is none of a character'],
    ['what is too large', './large.yaml', 'bytes, expected at most 4194304'],
    ['a pack that does not ship', 'balance', 'there are failsafe, balanced, observe, rule-of-two'],
  ])('is refused for %s, and shows nothing of it', (_, name, found) => {
    expect(() => resolved(`extends: ${name}`)).toThrow(
      expect.objectContaining({
        code: 'POLICY_INVALID',
        message: expect.stringMatching(/^own\.yaml:3:10: /),
      }),
    );
    expect(() => resolved(`extends: ${name}`)).toThrow(found);
    expect(() => resolved(`extends: ${name}`)).not.toThrow('nobody may see');
  });

  it('has no files beside it where it lies nowhere', () => {
    expect(() => resolved('extends: ./team.yaml', {})).toThrow('own.yaml lies in no folder; name a file');
  });
});

import { dirname } from 'node:path';
import { expect, it } from 'vitest';

// Of Node 20, which has no types.
const script: string = '../toolchain.mjs';
const { pathWithoutNpm, root } = (await import(script)) as {
  pathWithoutNpm: (path: string) => string;
  root: string;
};

it('takes out what npm puts in front of PATH, and nothing else', () => {
  const clone = root.replace(/\/$/, '');
  const typed = ['/home/ada/tools/node_modules/.bin', '/usr/local/bin', '/usr/bin'];
  const byNpm = [
    `${clone}/node_modules/.bin`,
    `${dirname(clone)}/node_modules/.bin`,
    '/node_modules/.bin',
    '/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin',
  ];
  expect(pathWithoutNpm([...byNpm, ...typed].join(':'))).toBe(typed.join(':'));
});

import { describe, expect, it } from 'vitest';
import { inspectCommand, inspectContent, inspectPath, inspectUrl } from '../src/index.ts';
import { surroundings } from './surroundings.ts';

const SIZE = 250_000;
/** Generous for a shared machine; quadratic behaviour at this size takes minutes. */
const LIMIT_MS = 2_000;

const units: readonly string[] = [
  '(',
  '$(',
  '`',
  '"$(',
  '<(',
  '${a:-',
  '$((',
  '{a,',
  'a ',
  'a;',
  'a|',
  'rm -rf / ;',
  'cat <<E\n',
  'f(){ ',
  'if a;then ',
  'case x in a) ',
  '[[ ( ',
  '@(',
  'sh -c ',
  'eval ',
  'sudo ',
  '/a',
  '../',
  '%25',
  '%',
  '\\',
  'http://a/ ',
  'a://',
  '-----BEGIN PRIVATE KEY-----',
  'eyJ',
  'eyJaaaaaaaaaaaa.',
  'password=',
  'password',
  'drop table ',
  'delete from a ',
  '/*',
  '-- ',
  'ignore all ',
  'ignore ',
  'you are ',
  '<!--',
  '![](http://a?',
  'fetch(',
  'a.',
  'a_',
  'sk-',
  'curl ',
  'ab"\'',
  'update a set ',
  '\u200b',
  'é',
  'send a key ',
  'for i in a b c d e f g h; do ',
  'cd a;',
  'while :; do ',
  'f(){ "$@"; }; f f ',
  'alias a="a a";',
  "python -c 'x' ;",
  "perl -e 's/",
  'x=$(xxd a);dig $x;',
  '<a hidden ',
  '[//]: # (',
  '"install":"a ',
  'i g n o r e ',
  '1gn0re ',
  '&#105;',
  'aWdub3JlIGFsbCBvZiBpdA ',
  'password is ',
  "'a'+",
  'DELETE FROM {',
  'assistant: ',
];

describe.each(units)('a quarter of a megabyte of %j', (unit) => {
  const text = unit.repeat(Math.floor(SIZE / unit.length));
  it.each<[string, (text: string) => unknown]>([
    ['command', (one) => inspectCommand(one, surroundings)],
    ['path', (one) => inspectPath(one, surroundings)],
    ['content', (one) => inspectContent(one)],
    ['url', (one) => inspectUrl(`http://${one}`)],
  ])('is answered in time as a %s', (_, inspect) => {
    const start = performance.now();
    inspect(text);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  });
});

it.each(['$(', '${a:-', 'rm -rf / ;', 'sudo ', 'a "$(b)" '])(
  'a whole megabyte of %j is answered as a command',
  (unit) => {
    const start = performance.now();
    const { signals } = inspectCommand(unit.repeat(Math.floor(1_000_000 / unit.length)), surroundings);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(signals.some(({ grade }) => grade === 'L3')).toBe(true);
  },
);

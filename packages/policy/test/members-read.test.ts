import { expect, it } from 'vitest';
import { membersRead, parsePolicySet } from '../src/index.ts';

const read = (rule: string): readonly string[] =>
  [
    ...membersRead(
      parsePolicySet(
        `apiVersion: zoqore.dev/policy/v1\nname: x\nrules:\n  - { id: one, effect: deny, ${rule} }\n`,
      ),
    ),
  ].toSorted();

it.each([
  ['match: { path: { glob: a } }', []],
  ['match: { content: { contains: [x] } }', ['content']],
  ['match: { tool: { name: x } }', []],
  ['match: { tool: { arguments: { a: { equals: 1 } } } }', ['tool.arguments']],
  [
    'match: { action: read }, when: "request.action == \'read\'"',
    ['content', 'context', 'session', 'tool.arguments'],
  ],
])('%s may read %j', (rule, expected) => {
  expect(read(rule)).toEqual(expected);
});

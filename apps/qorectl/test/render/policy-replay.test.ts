import { expect, it } from 'vitest';
import { replayText } from '../../src/render/policy-replay.ts';
import { createScreen } from '../../src/render/screen.ts';

const screen = createScreen({ isTerminal: true, columns: 100, hasColour: false });
const policy = { policyVersion: 'a'.repeat(64), name: 'p' };
const report = {
  before: policy,
  after: policy,
  decisions: 0,
  same: 0,
  wider: 0,
  narrower: 0,
  obligations: 0,
  byRule: [],
  byActor: [],
  byTool: [],
  samples: [],
  notReplayable: [],
};
const names = { before: 'in-force', after: 'new.yaml' };

it('does not call it no change when nothing was replayed', () => {
  expect(replayText(screen, report, names)).toEqual([
    'nothing to replay  no recorded decisions in that time',
  ]);
  const skipped = [{ reason: 'its facts were erased', count: 3, first: [7] }];
  expect(replayText(screen, { ...report, decisions: 3, notReplayable: skipped }, names)[0]).toBe(
    'nothing to replay  none of 3 recorded decisions can be evaluated again',
  );
  expect(replayText(screen, { ...report, decisions: 2, same: 2 }, names)[0]).toBe(
    'no change  2 recorded decisions have the same answer under new.yaml',
  );
});

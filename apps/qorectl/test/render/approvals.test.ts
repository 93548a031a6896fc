import { expect, it } from 'vitest';
import { approvalTable, type ListedApproval } from '../../src/render/approvals.ts';
import { createScreen } from '../../src/render/screen.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const waiting: ListedApproval = {
  id: 'apr_0000000000000000000001',
  state: 'pending',
  actorId: 'agent-1',
  action: 'write',
  targetPath: 'docs/x.md',
  intentDigest: 'a'.repeat(64),
  policyVersion: 'b'.repeat(64),
  riskGrade: 'L1',
  reasons: [],
  matchedRules: [],
  decisionId: 'dec_1',
  index: 1,
  requestedAt: '2025-12-31T23:50:00.000Z',
  expiresAt: '2026-01-01T00:50:00.000Z',
  asks: 'write docs/x.md',
};
const screen = createScreen({ isTerminal: true, columns: 120, hasColour: false });

it('offers what waits, not what an older policy asked for', () => {
  const outdated: ListedApproval = { ...waiting, id: 'apr_1111111111111111111111', isOutdated: true };
  const lines = approvalTable(screen, [outdated, waiting], now);
  expect(lines[1]).toMatch(/ outdated /);
  expect(lines[2]).toMatch(/ 50m? /);
  expect(lines.at(-2)).toMatch(/^outdated: asked under an older policy/);
  expect(lines.at(-1)).toMatch(/^→ qorectl approvals show 0000 /);
  expect(approvalTable(screen, [outdated], now).join('\n')).not.toContain('→');
});

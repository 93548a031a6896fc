import { describe, expect, it } from 'vitest';
import { resumption } from '../../src/render/halted.ts';
import { createScreen } from '../../src/render/screen.ts';
import { statusText } from '../../src/render/status.ts';

const startedAt = '2026-11-22T10:00:00.000Z';

describe('the status of a halted installation', () => {
  it.each([
    [{ keyId: 'key_9c41' }, 'qorectl resume --key key_9c41'],
    [{ actorId: 'agent-1' }, 'qorectl resume --actor agent-1'],
    [{}, 'qorectl resume'],
  ])('names the command that lifts the halt of %j', (target, command) => {
    const lines = statusText(
      createScreen({ isTerminal: false, columns: 80, hasColour: false }),
      {
        isRunning: true,
        version: '0.1.0',
        installation: 'x',
        pid: 1,
        startedAt,
        engine: 'pglite',
        policy: { name: 'failsafe', policyVersion: 'a'.repeat(64), isProposalWaiting: false },
        models: [],
        mode: { mode: 'normal' },
        ledger: { size: 1, root: 'b'.repeat(64) },
        approvals: { waiting: 0 },
        halts: [{ ...target, reason: 'a test' }],
        tools: { known: 0, changed: 0 },
      },
      Date.parse(startedAt),
    );
    expect(lines.at(-1)).toBe(`→ ${command}`);
    expect(resumption(target)).toBe(command);
  });
});

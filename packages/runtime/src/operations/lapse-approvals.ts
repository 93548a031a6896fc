import type { Core } from '../core.ts';
import { recordOnly } from '../record.ts';
import { instant } from '../instant.ts';

/** After the machine failed under the embedded store, no authority survives the doubt: open approvals end. */
export async function lapseApprovals(core: Core): Promise<void> {
  const now = core.clock();
  await recordOnly(
    core,
    {
      kind: 'approvals.lapsed',
      actor: 'installation',
      at: instant(now),
      body: { reason: 'the machine stopped without a clean close' },
    },
    [{ kind: 'approval-lapse', row: { lapsedAt: now } }],
  );
  await core.view.reload();
}

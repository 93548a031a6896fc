import { requireScope } from '../authorize.ts';
import type { ModeRow } from '../companions/model.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { instant } from '../instant.ts';
import { recordOnly } from '../record.ts';
import type { ModeSetting, OperationalMode } from '../standing/mode.ts';

/** The operational mode; without `setAt` nobody set one. */
export type ModeInForce = Pick<ModeSetting, 'mode'> & Partial<ModeSetting>;

export interface Modes {
  current(): ModeInForce;
  /** Holds for decisions from now on, here at once and within a second elsewhere. @throws RuntimeError ACTOR_FORBIDDEN */
  set(
    credential: Credential,
    request: { readonly mode: OperationalMode; readonly reason: string },
  ): Promise<ModeInForce>;
}

export function createModes(core: Core): Modes {
  const current = (): ModeInForce => core.view.standing.mode ?? { mode: 'normal' };
  return {
    current,

    async set(credential, { mode, reason }) {
      requireScope(credential, 'admin');
      const now = core.clock();
      const row: ModeRow = { mode, reason, setAt: now, setBy: credential.name };
      await recordOnly(
        core,
        {
          kind: 'mode.set',
          actor: credential.keyId,
          at: instant(now),
          body: { mode, before: current().mode, reason, by: credential.name },
        },
        [{ kind: 'mode', row }],
      );
      await core.view.reload();
      return current();
    },
  };
}

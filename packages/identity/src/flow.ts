import type { AuditRow } from './audit-trail.ts';
import { flowUseRow } from './companions/flow-use.ts';
import type { Core } from './core.ts';
import { isFlowUsed } from './reading.ts';

/** What a challenge was given out for; it opens for nothing else. */
export type FlowKind = 'sign-in' | 'enrolment' | 'passkey' | 'totp' | 'step-up' | 'approval';

/** What a flow token holds. Sealed, so that a challenge that nobody answers leaves nothing behind. */
export interface Flow {
  readonly id: string;
  /** 32 random bytes, or the digest of what is signed, base64url. */
  readonly challenge: string;
  readonly epoch: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** The session that it belongs to. */
  readonly sessionId?: string;
  /** What a step-up is for, the TOTP secret that waits for its first code, or the text that is signed. */
  readonly subject?: string;
}

export interface SealedFlow {
  readonly flow: Flow;
  /** For the client to hand back; says nothing to it. */
  readonly token: string;
}

export function startFlow(
  core: Core,
  kind: FlowKind,
  fields: {
    readonly epoch: number;
    readonly sessionId?: string;
    readonly subject?: string;
    readonly challenge?: string;
  },
): SealedFlow {
  const random = Buffer.from(core.random(48));
  const flow: Flow = {
    id: random.toString('base64url', 0, 16),
    challenge: random.toString('base64url', 16),
    expiresAt: core.clock() + core.lifetimes.flowMs,
    ...fields,
  };
  return { flow, token: core.vault.seal(`flow:${kind}`, { ...flow }) };
}

/** A flow that may be answered: of this kind, for this session, in this epoch, in time and not answered yet. */
export type OpenedFlow =
  | { readonly isOpen: true; readonly flow: Flow; readonly use: AuditRow }
  | { readonly isOpen: false; readonly fault: 'flow' | 'flow-used' };

export async function openFlow(
  core: Core,
  kind: FlowKind,
  token: string,
  expected: { readonly epoch: number; readonly sessionId?: string },
): Promise<OpenedFlow> {
  const flow = core.vault.open(`flow:${kind}`, token) as Flow | undefined;
  const now = core.clock();
  if (
    flow === undefined ||
    flow.expiresAt <= now ||
    flow.epoch !== expected.epoch ||
    flow.sessionId !== expected.sessionId
  ) {
    return { isOpen: false, fault: 'flow' };
  }
  if (await isFlowUsed(core, flow.id)) return { isOpen: false, fault: 'flow-used' };
  return { isOpen: true, flow, use: flowUseRow(flow, now) };
}

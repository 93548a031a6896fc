import type { Anchor } from './anchor/anchor.ts';
import { Delivery } from './outbound/delivery.ts';
import type { Fetch } from './outbound/send.ts';
import type { LogConsistency } from './proof/log-proofs.ts';
import type { LedgerStore, StoredCheckpoint } from './store.ts';
import { openWitnessing, type WitnessReport } from './witness/witnessing.ts';
import type { WitnessingEvent } from './witness/asked-witness.ts';
import type { WitnessPolicy } from './witness/witness-policy.ts';

/** Who is shown the checkpoints of a log. */
export interface PublicationOptions {
  readonly witnesses?: WitnessPolicy;
  readonly anchors?: readonly Anchor[];
  /** Between two checkpoints for one anchor. Default 60,000. */
  readonly anchorIntervalMs?: number;
  /** True for a short visit: what stands from before counts, and nobody is asked or shown anything. Default false. */
  readonly isSilent?: boolean;
  readonly fetch: Fetch;
  /** 0 to 1. */
  readonly random: () => number;
  /** What an operator should see. Must not throw. */
  readonly report?: (event: PublicationEvent) => void;
}

/** What an operator should see of the publication: a failure and its end, once each, and alarms. */
export type PublicationEvent =
  | WitnessingEvent
  | { readonly event: 'anchor-failed'; readonly anchor: string; readonly reason: string }
  | { readonly event: 'anchor-works'; readonly anchor: string };

/** How far witnesses and anchors have the log. */
export interface PublicationReport {
  /** Absent when none are configured. */
  readonly witnesses?: WitnessReport;
  readonly anchors: readonly AnchorReport[];
}

/** How far one anchor has the log. */
export interface AnchorReport {
  readonly name: string;
  /** The last checkpoint that was put there since the start. */
  readonly anchored?: { readonly size: number; readonly at: string };
  /** Why the last attempt failed; absent once one succeeds. */
  readonly failure?: string;
}

/** Takes checkpoints to witnesses and anchors: beside the log, and never in its way. */
export interface Publication {
  /** Returns at once. */
  offer(checkpoint: StoredCheckpoint): void;
  /** The newest checkpoint that has the quorum of witnesses and more than `index` entries. */
  covering(index: number): Promise<StoredCheckpoint | undefined>;
  /** A checkpoint with the cosignatures that it has, behind the signatures of the log. */
  withCosignatures(checkpoint: StoredCheckpoint): Promise<StoredCheckpoint>;
  report(): Promise<PublicationReport>;
  stop(): Promise<void>;
}

/** A log that nobody is shown. */
const unpublished: Publication = {
  offer: () => undefined,
  covering: async () => undefined,
  withCosignatures: async (checkpoint) => checkpoint,
  report: async () => ({ anchors: [] }),
  stop: async () => undefined,
};

/** @throws WITNESS_INVALID, KEY_INVALID for the policy; LEDGER_UNAVAILABLE */
export async function openPublication(
  log: {
    readonly origin: string;
    readonly store: LedgerStore;
    readonly clock: () => Date;
    readonly consistency: (from: number, to: number) => Promise<LogConsistency>;
  },
  options: PublicationOptions | undefined,
): Promise<Publication> {
  if (options === undefined) return unpublished;
  const { anchorIntervalMs = 60_000, isSilent = false, random, report = (): void => {} } = options;
  const witnessing =
    options.witnesses === undefined
      ? undefined
      : await openWitnessing({ ...log, ...options, policy: options.witnesses, report });
  const anchors = (options.anchors ?? []).map((anchor) => {
    const kept: { anchored?: { readonly size: number; readonly at: string } } = {};
    const delivery = new Delivery<StoredCheckpoint>({
      // The newest there is: another process may have put a later one there than was offered here.
      deliver: async (offered, signal) => {
        const { size, note } = (await log.store.latestCheckpoint()) ?? offered;
        await anchor.publish({ origin: log.origin, size, note }, signal);
        kept.anchored = { size, at: log.clock().toISOString() };
      },
      intervalMs: anchorIntervalMs,
      random,
      changed: (reason) =>
        report(
          reason === undefined
            ? { event: 'anchor-works', anchor: anchor.name }
            : { event: 'anchor-failed', anchor: anchor.name, reason },
        ),
    });
    return { name: anchor.name, delivery, kept };
  });

  const offer = (checkpoint: StoredCheckpoint): void => {
    if (isSilent) return;
    witnessing?.offer(checkpoint);
    for (const { delivery } of anchors) delivery.offer(checkpoint);
  };
  // What was signed before the last stop may not have reached everybody.
  const last = await log.store.latestCheckpoint();
  if (last !== undefined) offer(last);

  return {
    offer,
    covering: async (index) => await witnessing?.covering(index),
    withCosignatures: async (checkpoint) => (await witnessing?.withCosignatures(checkpoint)) ?? checkpoint,
    async report() {
      return {
        ...(witnessing === undefined ? {} : { witnesses: await witnessing.report() }),
        anchors: anchors.map(({ name, delivery: { failure }, kept }) => ({
          name,
          ...kept,
          ...(failure === undefined ? {} : { failure }),
        })),
      };
    },
    async stop() {
      await Promise.all([witnessing?.stop(), ...anchors.map(({ delivery }) => delivery.stop())]);
    },
  };
}

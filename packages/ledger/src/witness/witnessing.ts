import { LedgerError } from '../errors.ts';
import type { Fetch } from '../outbound/send.ts';
import type { LogConsistency } from '../proof/log-proofs.ts';
import type { LedgerStore, StoredCheckpoint } from '../store.ts';
import { AskedWitness, type WitnessAlarm, type WitnessingEvent } from './asked-witness.ts';
import { storedCosignatures } from './cosignatures.ts';
import { Quorum, type Covered } from './quorum.ts';
import { parseWitnessPolicy, type WitnessPolicy } from './witness-policy.ts';

export interface WitnessingOptions {
  readonly policy: WitnessPolicy;
  readonly store: LedgerStore;
  readonly consistency: (from: number, to: number) => Promise<LogConsistency>;
  readonly clock: () => Date;
  readonly fetch: Fetch;
  /** 0 to 1. */
  readonly random: () => number;
  /** What an operator should see. Must not throw. */
  readonly report: (event: WitnessingEvent) => void;
}

/** How far others have seen the log. */
export interface WitnessReport {
  readonly quorum: number;
  /** The newest checkpoint that has the quorum; absent while none has. */
  readonly covered?: Covered;
  /** Since when a checkpoint waits for the quorum, RFC 3339; absent when the newest has it. */
  readonly waitingSince?: string;
  readonly witnesses: readonly {
    readonly name: string;
    readonly url: string;
    /** The largest size that it has cosigned; absent while there is none. */
    readonly cosigned?: Covered;
    /** Why the last attempt failed; absent once one succeeds. */
    readonly failure?: string;
    /** Absent once it cosigns again. */
    readonly alarm?: WitnessAlarm;
  }[];
}

/** Shows each new checkpoint to the witnesses: beside the log, and never in its way. */
export interface Witnessing {
  /** Returns at once. */
  offer(checkpoint: StoredCheckpoint): void;
  /** The newest checkpoint that has the quorum and more than `index` entries. */
  covering(index: number): Promise<StoredCheckpoint | undefined>;
  /** A checkpoint with the cosignatures that it has, behind the signatures of the log. */
  withCosignatures(checkpoint: StoredCheckpoint): Promise<StoredCheckpoint>;
  report(): Promise<WitnessReport>;
  stop(): Promise<void>;
}

/** @throws WITNESS_INVALID, KEY_INVALID for the policy; LEDGER_UNAVAILABLE */
export async function openWitnessing(options: WitnessingOptions): Promise<Witnessing> {
  const { policy, store } = options;
  const witnesses = await parseWitnessPolicy(policy);
  const quorum = new Quorum(store, witnesses, policy.quorum);
  await quorum.open();

  /** Checked here first: what a witness then says against it is about what it has seen. */
  const prove = async (from: number, checkpoint: StoredCheckpoint): Promise<readonly Uint8Array[]> => {
    const { toRoot, path } = await options.consistency(from, checkpoint.size);
    if (toRoot === Buffer.from(checkpoint.root).toString('hex')) {
      return path.map((hash) => Buffer.from(hash, 'hex'));
    }
    throw new LedgerError({
      code: 'LEDGER_UNAVAILABLE',
      message: `the log no longer leads to its checkpoint of size ${checkpoint.size}; run a verification`,
    });
  };
  const asked = witnesses.map((witness) => ({
    ...witness,
    asking: new AskedWitness({ ...options, witness, quorum, prove }),
  }));

  return {
    offer(checkpoint) {
      quorum.expect(checkpoint);
      for (const { asking } of asked) asking.offer(checkpoint);
    },
    async covering(index) {
      const { covered } = quorum;
      if (covered === undefined || covered.size <= index) return undefined;
      const [checkpoint] = await store.checkpoints({ from: covered.size, limit: 1 });
      return checkpoint?.size === covered.size ? checkpoint : undefined;
    },
    async withCosignatures(checkpoint) {
      const stored = await storedCosignatures(store, witnesses, checkpoint.size);
      // As they are configured, not as they came: the same note each time.
      const lines = witnesses.map(({ key }) => stored.find(({ witness }) => witness === key)?.line ?? '');
      return { ...checkpoint, note: `${checkpoint.note}${lines.join('')}` };
    },
    async report() {
      const { covered, waitingSince } = quorum;
      const each = await Promise.all(
        asked.map(async ({ name, url, asking }) => {
          const last = await asking.cosigned();
          const { failure, alarm } = asking;
          return {
            name,
            url,
            ...(last === undefined ? {} : { cosigned: { size: last.size, at: last.at.toISOString() } }),
            ...(failure === undefined ? {} : { failure }),
            ...(alarm === undefined ? {} : { alarm }),
          };
        }),
      );
      return {
        quorum: policy.quorum,
        ...(covered === undefined ? {} : { covered }),
        ...(waitingSince === undefined ? {} : { waitingSince }),
        witnesses: each,
      };
    },
    async stop() {
      await Promise.all(asked.map(({ asking }) => asking.stop()));
    },
  };
}

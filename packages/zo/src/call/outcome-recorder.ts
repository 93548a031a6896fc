import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { Credential, Governance, OutcomeReport } from '@zoqore/runtime';
import { codeOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Principal } from '../principal.ts';
import { oneLine } from '../upstream/upstream-error.ts';

const ATTEMPT_PAUSES_MS = [0, 40, 200, 800];
const RETRY_EVERY_MS = 5_000;
const MAX_WAITING = 10_000;

interface WaitingOutcome {
  readonly actorId: string;
  readonly credential: Credential;
  readonly report: OutcomeReport;
}

/**
 * Records what followed an ALLOW, once, while the answer is already on its way (docs/decisions/0009). An outcome that
 * cannot be recorded now is reported, kept and tried again until it is recorded or the gateway closes; then what is left
 * is reported by decision.
 */
export class OutcomeRecorder {
  readonly #governance: Governance;
  readonly #log: Log;
  /** What the ledger has not answered yet. */
  readonly #underWay = new Set<Promise<unknown>>();
  /** Of it by actor, what takes trust away. */
  readonly #falls = new Map<string, Promise<unknown>>();
  #waiting: WaitingOutcome[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;

  constructor(governance: Governance, log: Log) {
    this.#governance = governance;
    this.#log = log;
  }

  /** Returns at once; the ledger has it in the next turn of the event loop. */
  record({ credential, actorId }: Principal, report: OutcomeReport): void {
    const recorded = this.#record({ actorId, credential, report }).finally(() =>
      this.#underWay.delete(recorded),
    );
    this.#underWay.add(recorded);
    if (report.status === 'executed') return;
    const falls = Promise.all([this.#falls.get(actorId), recorded]).then(() => {
      if (this.#falls.get(actorId) === falls) this.#falls.delete(actorId);
    });
    this.#falls.set(actorId, falls);
  }

  /**
   * Resolves when every outcome so far that takes trust from this actor is recorded, or is known not to be for now: what it
   * asks next is decided with the trust that is left. A rise may count late.
   */
  async settled(actorId: string): Promise<void> {
    await this.#falls.get(actorId);
    const isWaiting = this.#waiting.some(
      (outcome) => outcome.actorId === actorId && outcome.report.status !== 'executed',
    );
    if (isWaiting) await this.#flush();
  }

  /** Resolves when the ledger has answered for all. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Never rejects. */
  async #record(outcome: WaitingOutcome): Promise<void> {
    const { credential, report } = outcome;
    let problem: unknown;
    // The answer is written first.
    await turn();
    for (const pause of ATTEMPT_PAUSES_MS) {
      if (pause > 0) await delay(pause);
      try {
        await this.#attempt(credential, report);
        return;
      } catch (error) {
        problem = error;
        if (isPermanent(error)) break;
      }
    }
    const { decisionId, status } = report;
    this.#log.error('outcome-not-recorded', { decisionId, status, problem: oneLine(problem) });
    if (isPermanent(problem)) return;
    if (this.#waiting.length >= MAX_WAITING) {
      this.#log.error('outcome-lost', { decisionId, status, reason: 'too many outcomes wait' });
      return;
    }
    this.#waiting.push(outcome);
    this.#timer ??= setInterval(() => void this.#flush(), RETRY_EVERY_MS).unref();
  }

  /** Tries what waits once more, in order. */
  #flush(): Promise<void> {
    this.#flushing ??= this.#tryWaiting().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  /** Tries once more, and reports what could not be recorded. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.idle();
    await this.#flush();
    for (const { report } of this.#waiting) {
      this.#log.error('outcome-lost', { ...report, reason: 'the gateway closed' });
    }
  }

  async #tryWaiting(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    for (const [index, outcome] of batch.entries()) {
      try {
        await this.#attempt(outcome.credential, outcome.report);
        this.#log.info('outcome-recorded-late', { decisionId: outcome.report.decisionId });
      } catch (error) {
        if (isPermanent(error)) {
          this.#log.error('outcome-lost', { ...outcome.report, reason: oneLine(error) });
          continue;
        }
        this.#waiting = [...batch.slice(index), ...this.#waiting];
        return;
      }
    }
  }

  async #attempt(credential: Credential, report: OutcomeReport): Promise<void> {
    try {
      await this.#governance.recordOutcome(credential, report, { isVerified: true });
    } catch (error) {
      // An attempt that failed after its entry was written: the outcome is there.
      if (codeOf(error) !== 'STATE_CONFLICT') throw error;
    }
  }
}

function isPermanent(error: unknown): boolean {
  return ['VALIDATION_ERROR', 'NOT_FOUND', 'ACTOR_FORBIDDEN', 'UNAUTHORIZED'].includes(codeOf(error) ?? '');
}

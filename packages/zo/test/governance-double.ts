import { randomUUID } from 'node:crypto';
import type { Answer, Credential, Governance, OutcomeReport, ToolContext, ToolState } from '@zoqore/runtime';
import { canonicalDigest } from '../src/canonical-digest.ts';

export interface Asked {
  readonly requestId: string;
  readonly actorId: string;
  readonly action: string;
  readonly targetPath: string;
  readonly context: { readonly tool?: ToolContext };
}

export interface Ruling {
  readonly decision: Answer['decision'];
  readonly obligations?: Answer['obligations'];
  readonly validForMs?: number;
}

/** The error of the runtime as the gateway sees it: a code. */
export class CodedError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** An in-memory decision point: rules that a test sets, approvals by intent, pinned tools, and a record of all. */
export class GovernanceDouble implements Governance {
  readonly asked: Asked[] = [];
  readonly outcomes: (OutcomeReport & { readonly isVerified: boolean })[] = [];
  /** Actors that a credential claimed and may not speak for. */
  readonly forbidden: string[] = [];
  readonly pins: Map<string, string> = new Map();
  readonly keys: Map<string, Credential> = new Map();
  rule: (asked: Asked) => Ruling | CodedError = () => ({ decision: 'ALLOW' });
  hidden: (tool: { server: string; name: string; action: string }) => boolean = () => false;
  /** Runs between a request and its answer. */
  meanwhile: (asked: Asked) => Promise<unknown> = async () => undefined;
  outcomeFailures = 0;
  /** Runs before an outcome is written. */
  beforeOutcome: () => Promise<unknown> = async () => undefined;
  readonly #approvals = new Map<string, { readonly id: string; isApproved: boolean }>();

  addKey(key: string, credential: Partial<Credential> = {}): Credential {
    const full: Credential = {
      keyId: `k_${key}`,
      name: key,
      scopes: ['decide'],
      actors: 'any',
      ...credential,
    };
    this.keys.set(key, full);
    return full;
  }

  approve(id: string): void {
    for (const approval of this.#approvals.values()) if (approval.id === id) approval.isApproved = true;
  }

  authenticate(presentedKey: string): Credential | undefined {
    return this.keys.get(presentedKey);
  }

  async requireActor({ actors }: Credential, { actorId }: { readonly actorId: string }): Promise<void> {
    if (actors === 'any' || actors.includes(actorId)) return;
    this.forbidden.push(actorId);
    throw new CodedError('ACTOR_FORBIDDEN', 'not an actor of this key');
  }

  async decide(_credential: Credential, request: unknown): Promise<Answer> {
    const asked = request as Asked;
    const index = this.asked.push(structuredClone(asked)) - 1;
    await this.meanwhile(asked);
    const ruling = this.rule(asked);
    if (ruling instanceof Error) throw ruling;
    const { decision, obligations = [], validForMs = 30_000 } = ruling;
    const { requestId, ...intent } = asked;
    const digest = canonicalDigest(intent);
    const waiting = this.#approvals.get(digest);
    const isFollowing = decision === 'ESCALATE' && waiting?.isApproved === true;
    if (isFollowing) this.#approvals.delete(digest);
    const concluded = isFollowing ? 'ALLOW' : decision;
    const approval =
      concluded === 'ESCALATE' ? (waiting ?? { id: `apr_${randomUUID()}`, isApproved: false }) : undefined;
    if (approval !== undefined) this.#approvals.set(digest, approval);
    return {
      requestId,
      decisionId: `dec_${index}`,
      auditEventId: `ledger:${index}`,
      decision: concluded,
      riskGrade: 'L1',
      evaluationTier: 1,
      reasons: ['policyRisk=L1', 'routerRisk=R1', 'novelty=low', 'confidence=1', 'because the test says so'],
      requiredActions: concluded === 'ALLOW' ? [] : ['human_review_required'],
      policyVersion: 'test',
      evaluatedAt: new Date().toISOString(),
      matchedRules: [],
      obligations,
      receipt: { log: 'test', index, leafHash: '' },
      ...(approval === undefined
        ? {}
        : {
            approval: {
              id: approval.id,
              url: `http://localhost:9380/approvals/${approval.id}`,
              expiresAt: '2027-01-01T00:00:00Z',
            },
          }),
      validUntil: new Date(Date.now() + validForMs).toISOString(),
    };
  }

  async recordOutcome(
    _credential: Credential,
    report: OutcomeReport,
    options?: { readonly isVerified?: boolean },
  ): Promise<Answer['receipt']> {
    await this.beforeOutcome();
    if (this.outcomeFailures > 0) {
      this.outcomeFailures -= 1;
      throw new CodedError('LEDGER_UNAVAILABLE', 'the disk is full');
    }
    if (this.outcomes.some(({ decisionId }) => decisionId === report.decisionId)) {
      throw new CodedError('STATE_CONFLICT', 'recorded before');
    }
    this.outcomes.push({ ...report, isVerified: options?.isVerified ?? false });
    return { log: 'test', index: this.outcomes.length, leafHash: '' };
  }

  couldPermit(_actorId: string, tool: { server: string; name: string; action: string }): boolean {
    return !this.hidden(tool);
  }

  async observeTools(
    server: string,
    tools: readonly { readonly name: string; readonly definitionDigest: string }[],
  ): Promise<ReadonlyMap<string, ToolState>> {
    return new Map(
      tools.map(({ name, definitionDigest }) => {
        const pinned = this.pins.get(`${server}/${name}`);
        if (pinned === undefined) this.pins.set(`${server}/${name}`, definitionDigest);
        const state: ToolState =
          pinned === undefined ? 'first-seen' : pinned === definitionDigest ? 'known' : 'changed';
        return [name, state];
      }),
    );
  }
}

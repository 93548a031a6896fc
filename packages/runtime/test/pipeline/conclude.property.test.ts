import { compilePolicy, definePolicySet } from '@zoqore/policy';
import type { Obligation, Verdict } from '@zoqore/policy';
import { defaultModels } from '../../src/standing/models.ts';
import type { Assessment } from '@zoqore/risk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../../src/standing/approval.ts';
import { conclude } from '../../src/pipeline/conclude.ts';
import type { Evidence } from '../../src/pipeline/conclude.ts';

/** Whatever comes in, the answer is one of three, and ALLOW has a ground. */

const policy = compilePolicy(
  definePolicySet({ apiVersion: 'zoqore.dev/policy/v1', name: 'none', default: 'deny', rules: [] }),
  { workspace: '/w', home: '/h' },
);
const now = 1_800_000_000_000;
const intent = 'a'.repeat(64);

const action = fc.constantFrom('read', 'write', 'execute', 'network', 'admin');
const grade = fc.constantFrom('L1', 'L2', 'L3');
const obligation: fc.Arbitrary<Obligation> = fc.oneof(
  fc.record({ type: fc.constant('limit' as const), perMinute: fc.integer({ min: 0, max: 3 }) }),
  fc.constant({ type: 'require-reason' as const }),
  fc.record({ type: fc.constant('quorum' as const), count: fc.integer({ min: 1, max: 3 }) }),
);
const verdict: fc.Arbitrary<Verdict> = fc.record({
  effect: fc.constantFrom('allow', 'escalate', 'deny'),
  rules: fc.array(fc.string(), { maxLength: 3 }),
  isDefault: fc.boolean(),
  obligations: fc.array(obligation, { maxLength: 3 }),
  requiredActions: fc.array(fc.string(), { maxLength: 2 }),
  because: fc.array(fc.string(), { maxLength: 2 }),
  judgements: fc.constant([]),
  errors: fc.array(fc.record({ rule: fc.string(), message: fc.string() }), { maxLength: 2 }),
});
const assessment: fc.Arbitrary<Assessment> = fc.record({
  grade,
  score: fc.double({ min: 0, max: 1, noNaN: true }),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  factors: fc.constant([]),
});
const approval: fc.Arbitrary<Approval> = fc.record({
  id: fc.constant('apr_1'),
  state: fc.constantFrom('pending', 'approved', 'refused', 'expired', 'used'),
  actorId: fc.constantFrom('me', 'other'),
  action,
  targetPath: fc.string(),
  intentDigest: fc.constantFrom(intent, 'b'.repeat(64)),
  policyVersion: fc.constantFrom('v1', 'v2'),
  riskGrade: grade,
  reasons: fc.constant([]),
  matchedRules: fc.constant([]),
  decisionId: fc.constant('dec_1'),
  index: fc.constant(1),
  requestedAt: fc.constant(new Date(now - 1000).toISOString()),
  expiresAt: fc.constantFrom(new Date(now + 1000).toISOString(), new Date(now).toISOString()),
});

const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    action,
    verdict,
    assessment,
    approval: fc.option(approval, { nil: undefined }),
    isCited: fc.boolean(),
    isHalted: fc.boolean(),
    toolState: fc.constantFrom(undefined, 'first-seen', 'known', 'changed'),
    recent: fc.integer({ min: 0, max: 3 }),
    reason: fc.boolean(),
    isCutShort: fc.boolean(),
  })
  .map((made) => ({
    intent,
    recentAllowances: made.recent,
    isCutShort: made.isCutShort,
    verdict: made.verdict,
    assessment: made.assessment,
    request: {
      requestId: 'r',
      actorId: 'me',
      action: made.action,
      targetPath: 'x',
      ...(made.isCited ? { approvalId: 'apr_1' } : {}),
      ...(made.reason ? { context: { reason: 'because' } } : {}),
    },
    facts: {
      policy,
      policyVersion: 'v1',
      models: defaultModels,
      mode: 'normal' as const,
      actor: { id: 'me', kind: 'agent', roles: [], trustStage: 'CBT' },
      halt: made.isHalted ? { reason: 'drill', haltedAt: '', haltedBy: '' } : undefined,
      approval: made.approval,
      toolState: made.toolState,
      signals: [],
      isNovel: false,
      labels: [],
      now,
    },
  }));

describe('conclude', () => {
  it('allows only what the policy allows or a usable approval covers, and never a mutation under a halt', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const { outcome, approvalUsed } = conclude(given);
        if (outcome !== 'ALLOW') return;
        const { facts, verdict: said, request } = given;
        expect(said.effect).not.toBe('deny');
        expect(facts.halt !== undefined && request.action !== 'read').toBe(false);
        if (said.effect === 'allow' && facts.toolState !== 'changed' && !given.isCutShort) return;
        expect(approvalUsed).toBe('apr_1');
        expect(facts.approval).toMatchObject({
          state: 'approved',
          actorId: 'me',
          intentDigest: intent,
          policyVersion: 'v1',
          expiresAt: new Date(now + 1000).toISOString(),
        });
      }),
    );
  });

  it('is total: every input has a complete decision that says why', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const decision = conclude(given);
        expect(['ALLOW', 'DENY', 'ESCALATE']).toContain(decision.outcome);
        expect(decision.reasons.slice(0, 4).map((reason) => reason.split('=')[0])).toEqual([
          'policyRisk',
          'routerRisk',
          'novelty',
          'confidence',
        ]);
        if (decision.riskGrade === 'L3') expect(decision.evaluationTier).toBe(3);
        if (decision.outcome !== 'ALLOW') expect(decision.obligations).toEqual([]);
      }),
    );
  });

  it('never becomes more permissive when a halt is added', () => {
    const rank = { ALLOW: 0, ESCALATE: 1, DENY: 2 };
    fc.assert(
      fc.property(evidence, (given) => {
        const without = conclude({ ...given, facts: { ...given.facts, halt: undefined } });
        const halt = { reason: 'drill', haltedAt: '', haltedBy: '' };
        const halted = conclude({ ...given, facts: { ...given.facts, halt } });
        expect(rank[halted.outcome]).toBeGreaterThanOrEqual(rank[without.outcome]);
      }),
    );
  });
});

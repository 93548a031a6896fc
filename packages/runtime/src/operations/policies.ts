import type { Receipt } from '@zoqore/ledger';
import { labelReaders, parsePolicySet } from '@zoqore/policy';
import type { ComparedDirection, PolicyEnvironment, PolicySet, PolicyTestReport } from '@zoqore/policy';
import type { Allowances } from '../pipeline/allowances.ts';
import { requireScope } from '../authorize.ts';
import type { PolicyRow } from '../companions/standing.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import { issuesIn } from '../standing/load-policy.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { installation, policyFileBeside } from './policy-file.ts';
import type { PolicyProposal, ReadPolicyFile, UnreadableProposal } from './policy-proposal.ts';
import { selfContained } from '../standing/self-contained.ts';
import type { ReadPack } from '../standing/self-contained.ts';
import { policyVersionOf } from '../standing/policy-version.ts';
import { createPolicyReplay } from './policy-replay.ts';
import type { ReplayQuery, ReplayReport } from './policy-replay.ts';
import { preview } from './preview.ts';
import type { Preview } from './preview.ts';
import { createSimulator } from './simulation.ts';
import type { Simulator } from './simulation.ts';
import { createReading } from './reading.ts';
import type { ReadPolicy } from './reading.ts';
import { recordOnly } from '../record.ts';
import { instant } from '../instant.ts';
import { recordRefusal } from './refusal.ts';
import { createComparison } from './widening.ts';
import { createWorkLimit } from './work-limit.ts';

export interface PolicyInForce {
  readonly policyVersion: string;
  readonly name: string;
  readonly source: string;
  readonly appliedAt: string;
  readonly appliedBy: string;
  readonly set: PolicySet;
  /** The set in the policy file now, when it differs: it waits for `qorectl policy apply`. */
  readonly proposed?: PolicyProposal;
  /** Why the policy file holds no set now. What is in force stays so. */
  readonly unreadable?: UnreadableProposal;
}

export type PolicyCheck =
  | {
      readonly valid: true;
      readonly policyVersion: string;
      readonly name: string;
      readonly rules: number;
      readonly warnings: readonly PolicyWarning[];
      /** What it would let through that the set in force does not; absent as long as none is. */
      readonly widening?: ComparedDirection;
    }
  | { readonly valid: false; readonly issues: readonly unknown[] };

/** A rule that loads and yet does not do what it says. */
export interface PolicyWarning {
  readonly rule: string;
  readonly message: string;
}

/** The policy set that decides: what it is, what another one would answer, and how another one comes into force. */
export interface Policies {
  /** Content hash of the set in force. @throws RuntimeError NOT_INITIALIZED */
  version(): string;
  current(): PolicyInForce;
  /**
   * A set is work for the process: keys of agents may not ask for it.
   * @throws RuntimeError ACTOR_FORBIDDEN; RATE_LIMITED while others wait to be compared
   */
  check(credential: Credential, file: PolicyFile): Promise<PolicyCheck>;
  preview(credential: Credential, request: unknown): Promise<Preview>;
  readonly simulate: Simulator['run'];
  /** @throws RuntimeError ACTOR_FORBIDDEN, POLICY_INVALID; RATE_LIMITED while others are read */
  test(credential: Credential, file: PolicyFile, tests: string): Promise<PolicyTestReport>;
  /**
   * What a change would have done with the decisions of the past.
   * @throws RuntimeError ACTOR_FORBIDDEN, POLICY_INVALID, LEDGER_UNAVAILABLE; RATE_LIMITED while another one runs
   */
  replay(credential: Credential, query: ReplayQuery): Promise<ReplayReport>;
  /**
   * Puts a set in force; it holds for the next decision here and within a second elsewhere. One that is not proved to
   * let through nothing more than the set in force needs a key that may approve as well, whose holder so approves it.
   * With `onlyNarrower` such a set is not put in force, whoever asks: for callers whom nobody told that it widens.
   * A set that does not compile changes nothing, and an entry says so.
   * @throws RuntimeError ACTOR_FORBIDDEN, STATE_CONFLICT, POLICY_INVALID; RATE_LIMITED while others wait their turn
   */
  apply(
    credential: Pick<Credential, 'keyId' | 'name' | 'scopes'>,
    file: PolicyFile & { readonly onlyNarrower?: boolean },
  ): Promise<{ policyVersion: string; receipt: Receipt; warnings: readonly PolicyWarning[] }>;
  /**
   * For the start of a server: puts the set in the policy file in force if it was not before and is proved to let through
   * nothing more than the one that is. Every other set waits for `apply`, and so does this one while the ledger cannot take
   * the entry. True when it did.
   * @throws RuntimeError NOT_INITIALIZED
   */
  adoptNarrower(): Promise<boolean>;
  /**
   * Puts into the ledger, once, that the policy file holds no set now, if so.
   * @throws RuntimeError LEDGER_UNAVAILABLE, RATE_LIMITED, NOT_INITIALIZED
   */
  recordUnreadable(): Promise<void>;
}

export function createPolicies(
  core: Core,
  {
    environment,
    readFile,
    readPack,
    allowances,
  }: {
    readonly environment: PolicyEnvironment;
    readonly readFile: ReadPolicyFile;
    readonly readPack: ReadPack;
    readonly allowances: Allowances;
  },
): Policies {
  // Asked for with every look at the status: parsed once for each version in force.
  let parsed: { readonly version: string; readonly set: PolicySet } | undefined;
  const reading = createReading({ environment, readPack });
  const replays = createPolicyReplay(core, { environment, read: reading.read });
  const compare = createComparison();
  const whole = <File extends PolicyFile>(file: File): File => selfContained(file, readPack);
  const simulator = createSimulator(core, { environment, read: reading.read, allowances });
  const policyFile = policyFileBeside(core, { readFile, whole, environment });
  const setOf = (inForce: { version: string; text: string; source: string }): PolicySet => {
    if (parsed?.version !== inForce.version) {
      parsed = {
        version: inForce.version,
        set: parsePolicySet(inForce.text, { source: inForce.source }),
      };
    }
    return parsed.set;
  };
  const wideningBy = async (after: PolicySet): Promise<ComparedDirection | undefined> => {
    const inForce = core.view.standing.policy;
    if (inForce === undefined) return undefined;
    if (inForce.version === policyVersionOf(after)) return { answer: 'no', changes: [] };
    return await compare({ before: setOf(inForce), after, environment });
  };
  // One after the other: each is compared with what the one before it put in force.
  const changes = createWorkLimit({ what: 'changes of the policy', atOnce: 1, waiting: 4 });
  return {
    version: () => required(core).version,

    current() {
      const inForce = required(core);
      return {
        policyVersion: inForce.version,
        name: inForce.name,
        source: inForce.source,
        appliedAt: instant(inForce.appliedAt),
        appliedBy: inForce.appliedBy,
        set: setOf(inForce),
        ...policyFile.beside(inForce.version),
      };
    },

    async check(credential, candidate) {
      requireScope(credential, 'admin', 'approve');
      let set: PolicySet;
      try {
        ({ set } = await reading.read(candidate));
      } catch (error) {
        if (isInvalid(error)) return { valid: false, issues: issuesIn(error) };
        throw error;
      }
      const widening = await wideningBy(set);
      return {
        valid: true,
        policyVersion: policyVersionOf(set),
        name: set.name,
        rules: set.rules.length,
        warnings: warningsOf(set),
        ...(widening === undefined ? {} : { widening }),
      };
    },

    preview: (credential, request) => preview(core, { allowances, credential }, request),

    simulate: (credential, query) => simulator.run(credential, query),

    async test(credential, candidate, tests) {
      requireScope(credential, 'admin', 'approve');
      return await reading.test(candidate, tests);
    },

    replay: (credential, query) => replays.run(credential, query),

    apply,

    adoptNarrower: async () =>
      await policyFile.adoptNarrower(required(core).version, (file) => apply(installation, file)),

    recordUnreadable: async () => await policyFile.recordUnreadable(required(core).version),
  };

  async function apply(
    credential: Pick<Credential, 'keyId' | 'name' | 'scopes'>,
    candidate: PolicyFile & { readonly onlyNarrower?: boolean },
  ): ReturnType<Policies['apply']> {
    requireScope({ ...credential, actors: [] }, 'admin');
    const { file, set } = await readOrRecord(credential, candidate);
    return await changes.run(
      async () => await putInForce(credential, { ...candidate, text: file.text }, set),
    );
  }

  /** What is in force must mean the same at every start, whatever becomes of what it extended: so the file is whole. */
  async function readOrRecord(
    credential: Pick<Credential, 'keyId'>,
    candidate: PolicyFile,
  ): Promise<ReadPolicy> {
    try {
      return await reading.read(candidate);
    } catch (error) {
      const inForce = core.view.standing.policy?.version;
      if (inForce !== undefined && isInvalid(error)) {
        const refusal = {
          of: 'policy',
          source: candidate.source,
          message: error.message,
          actor: credential.keyId,
          inForce,
        } as const;
        // The old set stays in force either way, and what is wrong with the new one is the answer.
        await recordRefusal(core, refusal).catch(() => undefined);
      }
      throw error;
    }
  }

  async function putInForce(
    credential: Pick<Credential, 'keyId' | 'name' | 'scopes'>,
    candidate: PolicyFile & { readonly onlyNarrower?: boolean },
    set: PolicySet,
  ): ReturnType<Policies['apply']> {
    const version = policyVersionOf(set);
    const before = core.view.standing.policy?.version;
    const widening = await wideningBy(set);
    if (core.view.standing.policy?.version !== before) {
      throw new RuntimeError({
        code: 'STATE_CONFLICT',
        message: 'another set was put in force while this one was compared; look at it and try again',
      });
    }
    const needsApproval = widening !== undefined && widening.answer !== 'no';
    if (needsApproval && candidate.onlyNarrower === true) {
      throw new RuntimeError({
        code: 'STATE_CONFLICT',
        message:
          'expected a set that lets through nothing more than the one in force, which may have changed meanwhile',
        details: { wider: widening.answer },
      });
    }
    if (needsApproval && !credential.scopes.includes('approve')) throw approvalNeeded(widening);
    const now = core.clock();
    const row: PolicyRow = {
      version,
      name: set.name,
      text: candidate.text,
      source: candidate.source,
      appliedAt: now,
      appliedBy: credential.name,
    };
    const { receipt } = await recordOnly(
      core,
      {
        kind: 'policy.applied',
        actor: credential.keyId,
        at: instant(now),
        body: {
          policyVersion: version,
          before: before ?? null,
          name: set.name,
          rules: set.rules.length,
          by: credential.name,
          ...(widening === undefined ? {} : { wider: widening.answer }),
          ...(needsApproval ? { approvedBy: credential.name } : {}),
        },
      },
      [{ kind: 'policy', row }],
    );
    await core.view.reload();
    return { policyVersion: version, receipt, warnings: warningsOf(set) };
  }
}

function isInvalid(error: unknown): error is RuntimeError {
  return error instanceof RuntimeError && error.code === 'POLICY_INVALID';
}

function approvalNeeded({ answer, changes }: ComparedDirection): RuntimeError {
  const causes = changes.map(({ cause }) =>
    'rule' in cause ? cause.rule : `default for ${cause.defaultFor}`,
  );
  const [first] = causes;
  return new RuntimeError({
    code: 'ACTOR_FORBIDDEN',
    message: `expected a key with scope \`approve\` too: the set ${answer === 'yes' ? 'lets through more than' : 'is not proved to let through nothing more than'} the one in force${first === undefined ? '' : ` (\`${first}\`)`}`,
    details: { expected: ['admin', 'approve'], wider: answer, causes: causes.slice(0, 20) },
  });
}

/** A label that nothing gives is no mistake where another set gave it, but mostly it is one. */
function warningsOf(set: PolicySet): readonly PolicyWarning[] {
  return labelReaders(set).flatMap(({ rule, neverGiven }): readonly PolicyWarning[] => {
    if (neverGiven.length === 0 && set.marks === undefined) {
      return [{ rule, message: 'reads labels, and this set has no marks that give any' }];
    }
    return neverGiven.map((label) => ({
      rule,
      message: `reads the label \`${label}\`, which no mark of this set gives`,
    }));
  });
}

function required(core: Core): NonNullable<Core['view']['standing']['policy']> {
  const { policy } = core.view.standing;
  if (policy === undefined) throw notInitialized();
  return policy;
}

function notInitialized(): RuntimeError {
  return new RuntimeError({ code: 'NOT_INITIALIZED', message: 'no policy is in force yet' });
}

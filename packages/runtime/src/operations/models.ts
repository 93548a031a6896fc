import type { Receipt } from '@zoqore/ledger';
import { requireScope } from '../authorize.ts';
import type { ModelRow } from '../companions/model.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import { instant } from '../instant.ts';
import { recordOnly } from '../record.ts';
import { issuesIn } from '../standing/load-policy.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { modelKinds } from '../standing/model-kind.ts';
import type { ModelKind } from '../standing/model-kind.ts';
import { loadModel, modelLoosening } from '../standing/models.ts';
import type { Models as ModelsInForce } from '../standing/models.ts';
import type { UnreadablePolicyFile, UnreadableProposal } from './policy-proposal.ts';
import { recordRefusal } from './refusal.ts';
import { createWorkLimit } from './work-limit.ts';

/** What the file of a model holds now, read at every call; undefined where there is none. */
export type ReadModelFile = (kind: ModelKind) => PolicyFile | UnreadablePolicyFile | undefined;

/** The risk or the trust model that decisions are made by now, and what its file holds beside it. */
export interface ModelInForce {
  readonly kind: ModelKind;
  readonly version: string;
  readonly model: ModelsInForce[ModelKind]['model'];
  /** File that it came from; absent: nobody put one in force, and the default of this release holds. */
  readonly source?: string;
  readonly appliedAt?: string;
  readonly appliedBy?: string;
  /** What the file holds now, when it differs: it waits for `models.apply`. */
  readonly proposed?: { readonly version: string; readonly source: string };
  /** Why the file holds no model now. What is in force stays so. */
  readonly unreadable?: UnreadableProposal;
}

export type ModelCheck =
  | {
      readonly valid: true;
      readonly version: string;
      /** Where it may let through more than the one in force. */
      readonly looser: readonly string[];
    }
  | { readonly valid: false; readonly issues: readonly unknown[] };

/** Risk and trust model: what decisions are made by beside the policy set. */
export interface ModelOperations {
  current(kind: ModelKind): ModelInForce;
  list(): readonly ModelInForce[];
  /** @throws RuntimeError ACTOR_FORBIDDEN */
  check(credential: Credential, kind: ModelKind, file: PolicyFile): ModelCheck;
  /**
   * Puts a model in force; it holds for the next decision here and within a second elsewhere. One that may let through
   * more than the one in force needs a key that may approve as well. With `onlyStricter` such a model is not put in
   * force, whoever asks. One with a mistake changes nothing, and an entry says so.
   * @throws RuntimeError ACTOR_FORBIDDEN, POLICY_INVALID, STATE_CONFLICT; RATE_LIMITED while others wait their turn
   */
  apply(
    credential: Credential,
    kind: ModelKind,
    file: PolicyFile & { readonly onlyStricter?: boolean },
  ): Promise<{ readonly version: string; readonly looser: readonly string[]; readonly receipt: Receipt }>;
}

export function createModels(core: Core, readFile: ReadModelFile): ModelOperations {
  const readProposal = modelProposals(readFile);
  const current = (kind: ModelKind): ModelInForce => {
    const inForce = core.view.standing.models.get(kind);
    const { version, model } = core.view.models[kind];
    const proposal = readProposal(kind);
    return {
      kind,
      version,
      model,
      ...(inForce === undefined
        ? {}
        : {
            source: inForce.source,
            appliedAt: instant(inForce.appliedAt),
            appliedBy: inForce.appliedBy,
          }),
      ...(proposal.proposed?.version === version ? {} : proposal),
    };
  };
  // One after the other: each is compared with what the one before it put in force.
  const changes = createWorkLimit({ what: 'changes of models', atOnce: 1, waiting: 4 });
  return {
    current,
    list: () => modelKinds.map(current),

    check(credential, kind, file) {
      requireScope(credential, 'admin', 'approve');
      try {
        const model = loadModel(kind, file);
        return {
          valid: true,
          version: model.version,
          looser: modelLoosening(kind, core.view.models[kind], model),
        };
      } catch (error) {
        if (error instanceof RuntimeError) return { valid: false, issues: issuesIn(error) };
        throw error;
      }
    },

    async apply(credential, kind, file) {
      requireScope(credential, 'admin');
      const model = await loadOrRecord(core, credential, kind, file);
      return await changes.run(async () => await putInForce(core, credential, { kind, file, model }));
    },
  };
}

async function loadOrRecord(
  core: Core,
  { keyId: actor }: Credential,
  kind: ModelKind,
  file: PolicyFile,
): Promise<ModelsInForce[ModelKind]> {
  try {
    return loadModel(kind, file);
  } catch (error) {
    if (error instanceof RuntimeError) {
      const { version: inForce } = core.view.models[kind];
      const refusal = { of: kind, source: file.source, message: error.message, actor, inForce };
      // The old model stays in force either way, and what is wrong with the new one is the answer.
      await recordRefusal(core, refusal).catch(() => undefined);
    }
    throw error;
  }
}

async function putInForce(
  core: Core,
  credential: Credential,
  candidate: {
    readonly kind: ModelKind;
    readonly file: PolicyFile & { readonly onlyStricter?: boolean };
    readonly model: ModelsInForce[ModelKind];
  },
): ReturnType<ModelOperations['apply']> {
  const { kind, file, model } = candidate;
  const before = core.view.models[kind];
  const looser = modelLoosening(kind, before, model);
  if (looser.length > 0 && file.onlyStricter === true) {
    throw new RuntimeError({
      code: 'STATE_CONFLICT',
      message: `expected a ${kind} model that lets through nothing more than the one in force, which may have changed meanwhile`,
      details: { looser },
    });
  }
  if (looser.length > 0 && !credential.scopes.includes('approve')) {
    throw new RuntimeError({
      code: 'ACTOR_FORBIDDEN',
      message: `expected a key with scope \`approve\` too: the ${kind} model may let through more than the one in force (\`${looser[0]}\`)`,
      details: { expected: ['admin', 'approve'], looser: looser.slice(0, 20) },
    });
  }
  const now = core.clock();
  const row: ModelRow = {
    kind,
    version: model.version,
    text: file.text,
    source: file.source,
    appliedAt: now,
    appliedBy: credential.name,
  };
  const { receipt } = await recordOnly(
    core,
    {
      kind: 'model.applied',
      actor: credential.keyId,
      at: instant(now),
      body: {
        model: kind,
        version: model.version,
        before: before.version,
        looser: looser.slice(0, 64),
        by: credential.name,
        ...(looser.length > 0 ? { approvedBy: credential.name } : {}),
      },
    },
    [{ kind: 'model', row }],
  );
  await core.view.reload();
  return { version: model.version, looser, receipt };
}

type Proposed = Pick<ModelInForce, 'proposed' | 'unreadable'>;

/** What the file of a kind proposes at the moment of each call; the same text is parsed once. */
function modelProposals(read: ReadModelFile): (kind: ModelKind) => Proposed {
  const last = new Map<ModelKind, { readonly file: PolicyFile; readonly proposed: Proposed }>();
  return (kind) => {
    const file = read(kind);
    if (file === undefined || 'error' in file) return proposedIn(kind, file);
    const before = last.get(kind);
    if (before?.file.text === file.text && before.file.source === file.source) return before.proposed;
    const proposed = proposedIn(kind, file);
    last.set(kind, { file, proposed });
    return proposed;
  };
}

function proposedIn(kind: ModelKind, file: ReturnType<ReadModelFile>): Proposed {
  if (file === undefined) return {};
  const { source } = file;
  try {
    if ('error' in file) throw file.error;
    return { proposed: { version: loadModel(kind, file).version, source } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { unreadable: { source, message: error.message, issues: issuesIn(error) } };
  }
}

import { hash } from 'node:crypto';
import type { Actor, CompiledPolicy } from '@zoqore/policy';
import { inspectNovelty, inspectTrust } from '@zoqore/risk';
import type { Signal } from '@zoqore/risk';
import type { Approval } from '../standing/approval.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import type { Description } from '../request/describe.ts';
import type { Facts } from './facts.ts';
import type { Question } from './inquiry.ts';
import { coveringHalt } from '../standing/halt.ts';
import { maxSeenPerActor, newActor, toolKey } from '../standing/standing.ts';
import type { Standing } from '../standing/standing.ts';
import { labelsHeld, sessionKey } from '../standing/session-labels.ts';
import { trustStanding } from '../standing/trust.ts';
import { waitingApproval } from './waiting-approval.ts';
import type { ToolState } from '../governance.ts';

/** What a simulation puts in the place of what is known of the world. */
export interface Supposition {
  readonly policy?: { readonly compiled: CompiledPolicy; readonly version: string };
  readonly actor?: Partial<Pick<Actor, 'kind' | 'roles' | 'trustStage'>>;
  readonly labels?: readonly string[];
  /** Epoch milliseconds. */
  readonly now?: number;
}

export interface SnapshotInput extends Question {
  /** The approval that the request cites, already read. */
  readonly cited: Approval | undefined;
  readonly findApproval: boolean;
  readonly credential: Pick<Credential, 'keyId'>;
  readonly supposed?: Supposition;
}

/** Step 2: everything about the world that the decision depends on, read once from the view. */
export function snapshot(core: Core, input: SnapshotInput): Facts | undefined {
  const { request, description, supposed = {} } = input;
  const { standing, models } = core.view;
  const policy = supposed.policy?.compiled ?? core.view.policy;
  const policyVersion = supposed.policy?.version ?? standing.policy?.version;
  if (policy === undefined || policyVersion === undefined) return undefined;
  const now = supposed.now ?? core.clock();
  const trustModel = models.trust.model;
  const { kind, roles, ...trust } = standing.actors.get(request.actorId) ?? newActor(trustModel);
  const { stage } = trustStanding(trust, trustModel, now);
  const actor: Actor = { id: request.actorId, kind, roles, trustStage: stage, ...supposed.actor };
  const toolState = toolStateOf(standing, description);
  const novelties = newUses(standing, request.actorId, description);
  const signals: Signal[] = [
    ...inspectTrust(actor.trustStage),
    ...inspectNovelty({
      isNewTool: novelties.some((what) => what.startsWith('tool ')),
      isNewHost: novelties.some((what) => what.startsWith('host ')),
    }),
  ];
  return {
    policy,
    policyVersion,
    models,
    mode: standing.mode?.mode ?? 'normal',
    actor,
    halt: coveringHalt(standing.halts, { actorId: request.actorId, keyId: input.credential.keyId }),
    approval:
      input.cited ??
      (input.findApproval ? waitingApproval(standing, input.intent, { policyVersion, now }) : undefined),
    toolState,
    signals,
    isNovel: novelties.length > 0,
    labels:
      supposed.labels ??
      labelsHeld(
        core.pendingLabels.over(request.actorId, standing.labels.get(request.actorId)),
        sessionKey(description.session),
        now,
      ),
    now,
  };
}

/** Tools and hosts that this actor uses for the first time, as rows of the `seen` table. */
export function newUses(standing: Standing, actorId: string, description: Description): string[] {
  const known = standing.seen.get(actorId);
  if (known !== undefined && known.size >= maxSeenPerActor) return [];
  const uses = new Set<string>();
  for (const resource of description.resources) {
    if (resource.kind === 'tool') uses.add(named('tool', toolKey(resource.server, resource.name)));
    if (resource.kind === 'url') uses.add(named('host', resource.host));
  }
  return [...uses].filter((use) => known === undefined || !known.has(use));
}

/** Longer than any host name, and short enough for an index. */
const maxUseLength = 253;

/** What a caller names has any length; a row of the table has not. */
function named(kind: string, name: string): string {
  return `${kind} ${name.length <= maxUseLength ? name : `sha256:${hash('sha256', name)}`}`;
}

/** By the tool that is judged, whether the request brought its definition or only named it. */
function toolStateOf(standing: Standing, { resources, toolDefinition }: Description): ToolState | undefined {
  const tool = resources.find((resource) => resource.kind === 'tool');
  if (tool === undefined) return undefined;
  const pin = standing.tools.get(toolKey(tool.server, tool.name));
  if (pin === undefined) return 'first-seen';
  if (pin.changedTo !== undefined) return 'changed';
  return toolDefinition === undefined || toolDefinition === pin.definitionDigest ? 'known' : 'changed';
}

import type { SimulationQuery } from '@zoqore/runtime';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { type ConnectOptions, withClient } from './connect.ts';
import { toSafeJson } from './envelope.ts';
import { approvalIdOf } from './find-approval.ts';
import { parseInstant } from './instant.ts';
import type { Outcome } from './outcome.ts';
import { proposedPolicy } from './proposed-policy.ts';
import { type RequestFlags, readRequest, requireNoRequestFlags } from './read-request.ts';
import { explanationText } from './render/policy.ts';
import { type SimulationRow, simulationRow, simulationText } from './render/simulation.ts';
import { type ExpectedOutcome, type ListedRequest, openRequests } from './requests-file.ts';
import type { Session } from './session.ts';
import { type Simulated, simulateRequests } from './simulate-requests.ts';
import { createTally, type Failure, type SimulationTally } from './simulation-tally.ts';

export interface ExplainFlags extends ConnectOptions, RequestFlags, SupposedFlags {
  readonly policy?: string | undefined;
  readonly expect?: ExpectedOutcome | undefined;
  readonly 'fail-on'?: readonly Failure[] | undefined;
  readonly all: boolean;
}

interface SupposedFlags {
  readonly kind?: 'agent' | 'person' | 'service' | undefined;
  readonly role?: readonly string[] | undefined;
  readonly trust?: 'CBT' | 'KBT' | 'IBT' | undefined;
  readonly label?: readonly string[] | undefined;
  readonly at?: string | undefined;
}

/**
 * The work of `policy explain`: the requests of a file, or the one that flags say.
 * @throws QoreError USAGE_INVALID, INPUT_INVALID; ClientError
 */
export async function explainRequests(
  session: Session,
  path: string | undefined,
  flags: ExplainFlags,
): Promise<Outcome> {
  const { actor, ...others } = flags;
  const file = path === undefined ? undefined : await openRequests(path, session.workingDirectory);
  // Beside a file: whoever its requests name, they are asked as this actor.
  if (file !== undefined) requireNoRequestFlags(others);
  const suppose = supposedBy(flags, file === undefined ? undefined : actor, session.clock());
  const proposed =
    flags.policy === undefined ? undefined : await proposedPolicy(session, flags, flags.policy);
  const world = {
    ...(proposed === undefined ? {} : { policy: proposed }),
    ...(suppose === undefined ? {} : { suppose }),
  };
  const tally = createTally({ expect: flags.expect, failOn: flags['fail-on'] ?? [] });
  return withClient(session, flags, 'host', async (client) => {
    const requests = file?.requests ?? asked(session, client, flags);
    const simulated = simulateRequests(client, requests, world);
    if (file?.isList === true) return await answerList(session, simulated, tally);
    for await (const only of simulated) return await answerOne(only, tally, { isWhole: flags.all });
    throw new Error('expected an answer, found none');
  });
}

async function* asked(
  session: Session,
  client: RuntimeClient,
  flags: RequestFlags,
): AsyncGenerator<ListedRequest> {
  const request = await readRequest(session, undefined, flags, 'policy explain');
  const cited =
    flags.approval === undefined ? {} : { approvalId: await approvalIdOf(client, flags.approval) };
  yield { at: 'request', request: { ...request, ...cited } };
}

/** One request as the whole answer, with the reasons. @throws ClientError when it is none */
async function answerOne(
  only: Simulated,
  tally: SimulationTally,
  { isWhole }: { readonly isWhole: boolean },
): Promise<Outcome> {
  const { item } = only;
  if ('error' in item) {
    const { ClientError } = await import('@zoqore/runtime/client');
    throw new ClientError(item.error);
  }
  tally.count(only);
  const { inForce, proposed, change } = item;
  const shown = proposed ?? inForce;
  if (shown === undefined) throw new Error('expected an answer, found none');
  return {
    data: proposed === undefined ? shown : { inForce, proposed, ...(change === undefined ? {} : { change }) },
    text: (screen) =>
      explanationText(screen, shown, { isWhole, inForce: proposed === undefined ? undefined : inForce }),
    exitCode: tally.exitCode(),
  };
}

async function answerList(
  session: Session,
  simulated: AsyncIterable<Simulated>,
  tally: SimulationTally,
): Promise<Outcome> {
  const rows: SimulationRow[] = [];
  for await (const each of simulated) {
    const { isUnexpected } = tally.count(each);
    if (session.isJson) {
      const data = { at: each.listed.at, ...each.item, ...(isUnexpected ? { isUnexpected } : {}) };
      session.print(`${toSafeJson(session.envelopeOf(data))}\n`);
    } else rows.push(simulationRow(each, { isUnexpected }));
  }
  const data = { summary: tally.summary() };
  if (session.isJson) session.print(`${toSafeJson(session.envelopeOf(data))}\n`);
  return {
    data,
    text: (screen) => simulationText(screen, data.summary, rows),
    exitCode: tally.exitCode(),
    isPrinted: session.isJson,
  };
}

/** The world that the flags name; undefined when they name none, so that a key of an agent may ask too. */
function supposedBy(flags: SupposedFlags, id: string | undefined, now: number): SimulationQuery['suppose'] {
  const { kind, role: roles, trust: trustStage, label: labels, at } = flags;
  const actor = {
    ...(id === undefined ? {} : { id }),
    ...(kind === undefined ? {} : { kind }),
    ...(roles === undefined ? {} : { roles }),
    ...(trustStage === undefined ? {} : { trustStage }),
  };
  const suppose = {
    ...(Object.keys(actor).length === 0 ? {} : { actor }),
    ...(labels === undefined ? {} : { labels }),
    ...(at === undefined ? {} : { now: parseInstant(at, now) }),
  };
  return Object.keys(suppose).length === 0 ? undefined : suppose;
}

import type { z } from 'zod';
import type { Credential } from '../credential.ts';
import type { Runtime } from '../open-runtime.ts';
import type { statusSchema, upstreamSchema } from '../wire.ts';

export type UpstreamReport = Readonly<z.output<typeof upstreamSchema>>;

/** The process that answers, and what it serves beside the runtime. */
export interface ServingProcess {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Of the gateway in the same process, if there is one. */
  readonly upstreams: (() => readonly UpstreamReport[]) | undefined;
}

/** What an operator wants to know first. Key names, upstreams, witnesses, anchors and the role in the database are shown to admins alone. */
export async function statusReport(
  runtime: Runtime,
  credential: Credential,
  process_: ServingProcess,
): Promise<z.output<typeof statusSchema>> {
  const policy = runtime.policies.current();
  const { log, size, root } = await runtime.ledger.head();
  const tools = runtime.tools.list();
  const isAdmin = credential.scopes.includes('admin');
  const role = isAdmin ? await runtime.databaseRole() : undefined;
  const keys = isAdmin ? await runtime.keys.list(credential) : [];
  return {
    version: process_.version,
    installation: runtime.installationId,
    pid: process.pid,
    startedAt: new Date(process_.startedAt).toISOString(),
    engine: runtime.database.engine,
    ...(role === undefined ? {} : { databaseRole: role }),
    policy: {
      name: policy.name,
      policyVersion: policy.policyVersion,
      appliedAt: policy.appliedAt,
      isProposalWaiting: policy.proposed !== undefined,
      ...(policy.unreadable === undefined
        ? {}
        : { unreadable: { source: policy.unreadable.source, message: policy.unreadable.message } }),
    },
    models: runtime.models.list().map(({ kind, version, proposed, unreadable }) => ({
      kind,
      version,
      isProposalWaiting: proposed !== undefined,
      ...(unreadable === undefined
        ? {}
        : { unreadable: { source: unreadable.source, message: unreadable.message } }),
    })),
    mode: runtime.modes.current(),
    ledger: { log, size, root },
    approvals: { waiting: runtime.approvals.waiting() },
    halts: [...runtime.halts.list()],
    tools: { known: tools.length, changed: tools.filter((tool) => tool.state === 'changed').length },
    keys: {
      unbound: keys
        .filter((key) => key.actors === 'any' && key.revokedAt === undefined)
        .map((key) => key.name),
    },
    ...(isAdmin ? { publication: await runtime.ledger.publication() } : {}),
    ...(isAdmin && process_.upstreams !== undefined ? { upstreams: [...process_.upstreams()] } : {}),
  };
}

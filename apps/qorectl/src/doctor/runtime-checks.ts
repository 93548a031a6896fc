import { namedByData } from '../home.ts';
import { elapsed } from '../instant.ts';
import { wordsOf } from '../ledger-report.ts';
import { reportOf } from '../problem.ts';
import { halted, resumption } from '../render/halted.ts';
import { excerpt } from '../render/neutralise.ts';
import { shellWord } from '../render/shell-word.ts';
import { lastWords, upstreamText } from '../render/upstreams.ts';
import { agentKeyName, secretFiles } from '../secrets.ts';
import { type Check, fail, type Finding, ok, skip, warn } from './check.ts';

const unanswered = 'the runtime does not answer';

export const runtimeUp: Check = {
  id: 'runtime.up',
  title: 'a server runs',
  examine({ home, connection, status, now }): Finding {
    if (home instanceof Error) return skip('there is no installation');
    if (connection instanceof Error) {
      const { problem } = reportOf(connection);
      return fail(problem.message, problem.hint ?? 'qorectl serve');
    }
    if (status instanceof Error) {
      const { problem } = reportOf(status);
      const isKey = problem.name === 'UNAUTHORIZED';
      return fail(
        problem.message,
        isKey
          ? 'the key files in data/secrets must be those of this store'
          : (problem.hint ?? 'qorectl serve'),
      );
    }
    if (connection.through === 'store')
      return warn('none runs; the store was opened for this check', 'qorectl serve');
    return ok(`process ${status.pid}, for ${elapsed(now - Date.parse(status.startedAt))}`);
  },
};

export const runtimeHealth: Check = {
  id: 'runtime.health',
  title: 'policy is loaded and the ledger can be written',
  async examine({ connection }) {
    if (connection instanceof Error) return skip(unanswered);
    const health = await connection.client.health();
    if (health.status === 'ok') return ok('all parts work');
    return fail(
      `cannot work: ${(health.failing ?? ['unknown']).join(', ')}; every request is refused`,
      'qorectl doctor store.disk ledger.chain policy.files',
    );
  },
};

export const runtimeVersion: Check = {
  id: 'runtime.version',
  title: 'server and command line are the same version',
  examine({ status, version }) {
    if (status instanceof Error) return skip(unanswered);
    return status.version === version
      ? ok(version)
      : warn(
          `the server is ${excerpt(status.version, 40)}, this is ${version}`,
          'restart the server: qorectl serve',
        );
  },
};

export const halts: Check = {
  id: 'runtime.halts',
  title: 'nobody is halted',
  examine({ status }) {
    if (status instanceof Error) return skip(unanswered);
    const [first] = status.halts;
    if (first === undefined) return ok('no halt');
    return warn(
      `${halted(first)} is halted: ${excerpt(first.reason, 120)}${status.halts.length > 1 ? `, and ${status.halts.length - 1} more` : ''}`,
      resumption(first),
    );
  },
};

export const changedTools: Check = {
  id: 'gateway.tools',
  title: 'no tool changed since it was first seen',
  examine({ status }) {
    if (status instanceof Error) return skip(unanswered);
    const { known, changed } = status.tools;
    return changed === 0
      ? ok(`${known} seen`)
      : warn(`${changed} of ${known} changed; their calls wait for a person`, 'qorectl tools list');
  },
};

export const upstreams: Check = {
  id: 'gateway.upstreams',
  title: 'every MCP server behind the gateway answers',
  examine({ status, connection }) {
    if (status instanceof Error || connection instanceof Error) return skip(unanswered);
    if (connection.through === 'store') return skip('no server runs, so none is connected');
    if (status.upstreams === undefined) return skip('the gateway is another process');
    const { upstreams: all } = status;
    const told = all.map((upstream) =>
      [upstreamText(upstream), ...lastWords(upstream).map((line) => `it said: ${line}`)].join('; '),
    );
    const isBad = (state: string): boolean => state === 'failed' || state === 'connecting';
    const bad = told.filter((_, i) => isBad(all[i]?.state ?? ''));
    if (bad.length === 0) return ok(told.length === 0 ? 'none configured' : told.join('; '));
    return all.some(({ state }) => state === 'failed')
      ? fail(
          bad.join('; '),
          'run its command by hand and see what it says; the gateway tries again by itself, `connectTimeoutMs` in zoqore.yaml gives it longer',
        )
      : warn(bad.join('; '), 'qorectl doctor gateway.upstreams   in a moment');
  },
};

export const unboundKeys: Check = {
  id: 'keys.unbound',
  title: 'every key that asks is bound to actors',
  examine({ home, status }) {
    if (status instanceof Error || home instanceof Error) return skip(unanswered);
    const { unbound } = status.keys;
    const [first] = unbound;
    if (first === undefined) return ok('every key names its actors');
    const names = unbound.map((name) => excerpt(name, 40)).join(', ');
    return unbound.includes(agentKeyName)
      ? warn(
          `${names} may speak for any actor; \`${agentKeyName}\` is the key in ${namedByData(home, secretFiles(home.secrets).agentKey)}`,
          'qorectl keys bind --actor ID   puts a key for that actor alone into the file and revokes the old one',
        )
      : warn(
          `${names} may speak for any actor`,
          `qorectl keys create --name NAME --actor ID --out FILE makes one for whoever uses it, then qorectl keys revoke ${shellWord(first)}`,
        );
  },
};

export const ledgerChain: Check = {
  id: 'ledger.chain',
  title: 'every entry, the chain and the signatures verify',
  async examine({ connection }) {
    if (connection instanceof Error) return skip(unanswered);
    const report: Readonly<Record<string, unknown>> = await connection.client.ledger.verify();
    if (report['verified'] === true) return ok(`${String(report['size'])} entries verified`);
    const at = typeof report['index'] === 'number' ? `entry ${report['index']}: ` : '';
    const said = wordsOf(report['detail']);
    const detail = said === '' ? '' : `, ${said}`;
    return fail(
      excerpt(`${at}${wordsOf(report['fault'])}${detail}; the record cannot be trusted from there on`, 300),
      'qorectl ledger verify',
    );
  },
};

export const ledgerRole: Check = {
  id: 'ledger.role',
  title: 'the runtime speaks to PostgreSQL as a role that can only append',
  examine({ status }) {
    if (status instanceof Error) return skip(unanswered);
    const { databaseRole: role } = status;
    if (role === undefined) return skip('the embedded store belongs to this installation alone');
    const name = excerpt(role.name, 80);
    const what = role.isSuperuser
      ? 'is a superuser'
      : role.isOwner
        ? 'owns the tables'
        : role.mayChange
          ? 'may change entries'
          : undefined;
    if (what === undefined) return ok(`${name} adds rows and changes none`);
    return warn(
      `${name} ${what}: whoever has its password can switch the triggers off and rewrite the record`,
      'qorectl database role NAME prints the SQL for one that cannot; then name it in DATABASE_URL',
    );
  },
};

export const clock: Check = {
  id: 'host.clock',
  title: 'the clock is not behind the record',
  async examine({ connection, now }) {
    if (now < Date.UTC(2026, 0, 1))
      return fail(
        `the clock says ${new Date(now).toISOString()}`,
        'set the clock, or start the time service',
      );
    if (connection instanceof Error) return ok(new Date(now).toISOString());
    const [newest] = (await connection.client.decisions.list({ limit: 1 })).items;
    const ahead = newest === undefined ? 0 : Date.parse(newest.evaluatedAt) - now;
    return ahead > 5_000
      ? fail(
          `the newest decision is ${elapsed(ahead)} in the future: the clock went back`,
          'set the clock, or start the time service',
        )
      : ok(
          `${new Date(now).toISOString()}${newest === undefined ? '' : `, newest decision ${elapsed(-ahead)} ago`}`,
        );
  },
};

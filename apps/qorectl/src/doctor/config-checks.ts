import type { Config } from '../config.ts';
import { namedByData } from '../home.ts';
import { readProposal } from '../policy-files.ts';
import { reportOf } from '../problem.ts';
import { excerpt } from '../render/neutralise.ts';
import { readUpstreams } from '../upstreams.ts';
import { type Check, fail, type Finding, ok, skip, warn } from './check.ts';

export const configFile: Check = {
  id: 'config.file',
  title: 'zoqore.yaml can be used',
  examine({ config, home }) {
    if (home instanceof Error) return skip('there is no home folder');
    return config instanceof Error ? failure(config) : ok(namedByData(home, home.configFile));
  },
};

export const configUpstreams: Check = {
  id: 'config.upstreams',
  title: 'the MCP servers behind the gateway are configured soundly',
  async examine({ config, home }) {
    if (home instanceof Error || config instanceof Error) return skip('there is no configuration');
    const upstreams = await readUpstreams(home, config);
    return ok(upstreams.length === 0 ? 'none configured' : upstreams.map(({ name }) => name).join(', '));
  },
};

export const policyFiles: Check = {
  id: 'policy.files',
  title: 'the policy files would load',
  async examine({ config, home, connection, status }) {
    if (home instanceof Error || config instanceof Error) return skip('there is no configuration');
    const file = await readProposal(home, config.policy.files);
    const stays =
      status instanceof Error
        ? ''
        : `; ${excerpt(status.policy.name, 80)}, version ${status.policy.policyVersion.slice(0, 16)}, stays in force`;
    if ('error' in file) return fail(`${file.error.message}${stays}`, 'qorectl policy check');
    if (connection instanceof Error) {
      const { parsePolicySet } = await import('@zoqore/policy');
      const set = parsePolicySet(file.text, { source: file.source });
      return ok(`${file.source}: ${set.rules.length} rules parse`);
    }
    const result = await connection.client.policy.check(file.text, file.source);
    if (result.valid) return ok(`${file.source}: ${result.rules} rules`);
    const [first] = result.issues;
    const place = [file.source, first?.['line'], first?.['column']].filter(
      (part) => typeof part === 'string' || typeof part === 'number',
    );
    return fail(`${place.join(':')}: ${first?.message ?? 'refused'}${stays}`, 'qorectl policy check');
  },
};

export const policyProposal: Check = {
  id: 'policy.proposal',
  title: 'the policy in force is the one in the files',
  async examine({ config, home, connection, status }): Promise<Finding> {
    if (status instanceof Error || connection instanceof Error) return skip('the runtime does not answer');
    if (home instanceof Error || config instanceof Error) return skip('there is no configuration');
    const file = await readProposal(home, config.policy.files);
    const proposed =
      'error' in file ? undefined : await connection.client.policy.check(file.text, file.source);
    if (proposed?.valid !== true) return skip('the policy files do not load');
    const { name, policyVersion } = status.policy;
    if (proposed.policyVersion === policyVersion) return ok(`${name}, version ${policyVersion.slice(0, 16)}`);
    return warn(
      `${file.source} holds version ${proposed.policyVersion.slice(0, 16)}, in force is ${policyVersion.slice(0, 16)}`,
      'qorectl policy apply',
    );
  },
};

export const exposure: Check = {
  id: 'network.exposure',
  title: 'the listeners are on loopback',
  examine({ config, running }) {
    const binds = bindsOf(config, running);
    if (binds === undefined) return skip('there is no configuration');
    const open = binds.filter(({ host }) => !isLoopback(host));
    if (binds.length === 0) return ok('no port is open: the server speaks on standard input and its socket');
    if (open.length === 0) return ok(binds.map(({ name, host }) => `${name} on ${host}`).join(', '));
    return fail(
      `${open.map(({ name, host }) => `${name} listens on ${host}`).join(', ')}: keys and decisions cross the network in clear`,
      `set ${open.map(({ name }) => `${name}.host: 127.0.0.1`).join(' and ')} in zoqore.yaml, then restart`,
    );
  },
};

type Bind = { readonly name: string; readonly host: string };

/** Of the server that runs, else what a start would take. */
function bindsOf(
  config: Config | Error,
  running: { runtimeUrl?: string | undefined; gatewayUrl?: string | undefined } | undefined,
): readonly Bind[] | undefined {
  if (running !== undefined) {
    const { runtimeUrl, gatewayUrl } = running;
    return Object.entries({ runtime: runtimeUrl, gateway: gatewayUrl }).flatMap(([name, url]) =>
      url === undefined ? [] : [{ name, host: new URL(url).hostname }],
    );
  }
  if (config instanceof Error) return undefined;
  return [
    { name: 'runtime', host: config.runtime.host },
    { name: 'gateway', host: config.gateway.host },
  ];
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}

function failure(error: Error): Finding {
  const { problem } = reportOf(error);
  return fail(problem.message, problem.hint ?? 'qorectl doctor --help');
}

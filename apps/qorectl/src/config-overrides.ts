import type { Config } from './config.ts';
import { QoreError } from './errors.ts';

/** What a command line and its environment say about the listeners. */
export interface Overrides {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly gatewayPort?: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
}

/**
 * Flags go before the predecessor's environment names, those before the file.
 * @throws QoreError USAGE_INVALID
 */
export function withOverrides(config: Config, overrides: Overrides): Config {
  const legacyHost = legacy(overrides, 'QORE_API_HOST', '--host or runtime.host in zoqore.yaml');
  const legacyPort = legacy(overrides, 'QORE_API_PORT', '--port or runtime.port in zoqore.yaml');
  legacy(overrides, 'QORE_API_KEY', 'a key file: qorectl keys create');
  if (legacyPort !== undefined && !/^\d{1,5}$/.test(legacyPort)) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `QORE_API_PORT is \`${legacyPort}\`, expected a port number`,
      hint: 'unset QORE_API_PORT',
    });
  }
  const host = overrides.host ?? legacyHost;
  const port = overrides.port ?? (legacyPort === undefined ? undefined : Number(legacyPort));
  return {
    ...config,
    runtime: { ...config.runtime, host: host ?? config.runtime.host, port: port ?? config.runtime.port },
    gateway: {
      ...config.gateway,
      host: overrides.host ?? config.gateway.host,
      port: overrides.gatewayPort ?? config.gateway.port,
    },
  };
}

function legacy(overrides: Overrides, name: string, instead: string): string | undefined {
  const value = overrides.environment[name];
  if (value === undefined || value === '') return undefined;
  overrides.warn(`${name} is still read; use ${instead}`);
  return value;
}

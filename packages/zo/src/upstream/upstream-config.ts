import { z } from 'zod';
import type { Capability, CapabilityMap } from './capability.ts';
import { ZoError } from '../errors.ts';
import { PRESETS, type PresetName } from '../presets/preset.ts';

/** How an upstream is reached. Credentials come from files of mode 0600, never from a client. */
export type UpstreamTransport =
  | {
      readonly type: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      readonly env?: Readonly<Record<string, string>> | undefined;
      readonly cwd?: string | undefined;
    }
  | {
      readonly type: 'http';
      readonly url: string;
      readonly headersFile?: string | undefined;
      readonly bearerFile?: string | undefined;
    };

/** One MCP server behind the gateway, as configured. Made by `parseUpstreams`. */
export interface UpstreamConfig {
  /** Lower-case letters, digits and single hyphens; unique. */
  readonly name: string;
  readonly transport: UpstreamTransport;
  /** For each call; 100 ms to an hour. */
  readonly timeoutMs: number;
  /** From the start of a connection until its tools are listed; 100 ms to an hour. */
  readonly connectTimeoutMs: number;
  /** Goes before the preset. */
  readonly toolMap?: CapabilityMap | undefined;
  readonly preset?: PresetName | undefined;
}

const MAX_TIMEOUT_MS = 3_600_000;

// No NUL: it would end an argument early for the child process.
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\0]*$/u, 'must not contain NUL');

// No underscore, so `<upstream>__<tool>` splits in one way only.
const slug = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, 'must be lower-case letters, digits and single hyphens');

const stdioTransport = z.strictObject({
  type: z.literal('stdio'),
  command: text(4096),
  args: z.array(z.string().max(65_536)).max(256).default([]),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u), z.string().max(65_536)).optional(),
  cwd: text(4096).optional(),
});

const httpTransport = z
  .strictObject({
    type: z.literal('http'),
    url: z.url({ protocol: /^https?$/u }).max(4096),
    headersFile: text(4096).optional(),
    bearerFile: text(4096).optional(),
  })
  .superRefine((transport, context) => {
    const url = new URL(transport.url);
    if (url.username !== '' || url.password !== '') {
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'must not carry credentials; use bearerFile',
      });
    }
    const hasCredential = transport.headersFile !== undefined || transport.bearerFile !== undefined;
    if (hasCredential && url.protocol === 'http:' && !isLoopback(url.hostname)) {
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'must be https where a credential is sent',
      });
    }
  });

const capability = z.strictObject({
  action: z.enum(['read', 'write', 'execute', 'network', 'admin']),
  parameters: z
    .record(
      z.string().regex(/^(?:\/[^/]*)+$/u, 'must be a JSON pointer'),
      z.enum(['path', 'url', 'command', 'content']),
    )
    .optional(),
});

const presetNames = Object.keys(PRESETS) as PresetName[];

const upstream = z.strictObject({
  name: slug,
  transport: z.discriminatedUnion('type', [stdioTransport, httpTransport]),
  timeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).default(120_000),
  connectTimeoutMs: z.int().min(100).max(MAX_TIMEOUT_MS).default(30_000),
  toolMap: z.record(z.string().min(1).max(128), capability).optional(),
  preset: z.enum(presetNames).optional(),
});

const upstreams = z
  .array(upstream)
  .max(64)
  .superRefine((list, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of list.entries()) {
      if (seen.has(name)) {
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `\`${name}\` is already taken` });
      }
      seen.add(name);
    }
  });

/**
 * The upstreams of a configuration: strict, with defaults filled in, in the order given.
 *
 * @throws ZoError UPSTREAMS_INVALID, with `details.issues[{path, message}]`
 */
export function parseUpstreams(value: unknown): readonly UpstreamConfig[] {
  const parsed = upstreams.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }));
  const first = issues[0];
  throw new ZoError({
    code: 'UPSTREAMS_INVALID',
    message: `upstreams are not valid at \`${first?.path ?? ''}\`: ${first?.message ?? 'unknown problem'}`,
    details: { issues },
  });
}

/** What the configuration says of a tool; its own map goes before the preset. */
export function capabilityOf(config: UpstreamConfig, tool: string): Capability | undefined {
  if (config.toolMap !== undefined && Object.hasOwn(config.toolMap, tool)) return config.toolMap[tool];
  if (config.preset === undefined) return undefined;
  const preset: CapabilityMap = PRESETS[config.preset];
  return Object.hasOwn(preset, tool) ? preset[tool] : undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/u.test(hostname);
}

import { isAbsolute, resolve } from 'node:path';
import { type Document, LineCounter, type Node, isNode, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';

const listener = (port: number) =>
  z.strictObject({
    host: z.string().min(1).max(253).default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(port),
    allowedHosts: z.array(z.string().min(1).max(253)).max(64).default([]),
  });

const address = z.string().min(1).max(2048);
const path = z.string().min(1).max(4096);

const anchor = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('file'), path }),
  z.strictObject({ type: z.literal('http'), url: address, tokenFile: path.optional() }),
  z.strictObject({
    type: z.literal('s3'),
    endpoint: address,
    region: z.string().min(1).max(64).default('us-east-1'),
    bucket: z.string().regex(/^[A-Za-z0-9.-]{3,63}$/, 'expected the name of a bucket'),
    prefix: z.string().max(512).default(''),
    credentialsFile: path.optional(),
  }),
]);

const configSchema = z.strictObject({
  version: z.literal(1),
  workspace: z.string().min(1).max(4096).default('..'),
  policy: z
    .strictObject({
      files: z.array(z.string().min(1).max(1024)).min(1).max(32).default(['policies/failsafe.yaml']),
    })
    .prefault({}),
  runtime: listener(7777).prefault({}),
  gateway: listener(7778).prefault({}),
  database: z
    .strictObject({
      url: z.string().min(1).max(2048).optional(),
      durability: z.enum(['fsync', 'process']).default('fsync'),
    })
    .prefault({}),
  ledger: z
    .strictObject({
      witnesses: z
        .array(z.strictObject({ url: address, key: z.string().min(1).max(512) }))
        .max(32)
        .default([]),
      quorum: z.int().min(1).max(32).optional(),
      anchors: z.array(anchor).max(16).default([]),
      anchorEverySeconds: z.int().min(1).max(86_400).default(60),
    })
    .prefault({}),
  approvals: z.strictObject({ ttlMinutes: z.number().min(1).max(10_080).default(60) }).prefault({}),
  upstreams: z.array(z.unknown()).max(64).default([]),
});

/** zoqore.yaml after its defaults; paths are absolute. `upstreams` is still raw: the gateway's package reads it. */
export type Config = Readonly<z.infer<typeof configSchema>>;

export interface ConfigIssue {
  readonly path: string;
  readonly message: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
  readonly suggestion?: string;
}

/** What a first start writes: every setting with its default, and what it means. */
export const defaultConfig = `# ZoQore. Every setting with its default; qorectl doctor checks this file.
version: 1

# The folder that agents work in. Relative to the ZoQore home (the folder that holds data/ and run/).
workspace: ..

# Policy files in config/, read in this order; the first gives the name and the defaults.
# failsafe: nothing mutates without a person. balanced: routine work is allowed. observe: records only.
policy:
  files:
    - policies/failsafe.yaml

# Where the listeners stand. Anything but loopback opens them to the network; doctor says so.
# allowedHosts: names besides localhost that a Host header may carry.
runtime:
  host: 127.0.0.1
  port: 7777
  allowedHosts: []
gateway:
  host: 127.0.0.1
  port: 7778
  allowedHosts: []

# Without url the embedded store in data/db is used. url: postgres://user@host/name (or DATABASE_URL).
# durability: fsync survives power loss; process survives kill -9 only.
database:
  durability: fsync

# Others who see that the record only grows. Without them, whoever has the database and the key can rewrite it unseen.
# quorum: so many of them make a checkpoint one to rely on. Default: more than half. For example:
# ledger:
#   witnesses:
#     - url: https://witness.example            # qorectl witness serve, there; it needs qorectl ledger head --key
#       key: witness.example/w1+1234abcd+BA…     # qorectl witness key, there
#   quorum: 1
# anchors: places that keep the latest checkpoint, out of reach of whoever could change this machine. For example:
#   anchors:
#     - { type: file, path: /mnt/append-only/zoqore.ndjson }
#     - { type: http, url: https://sink.example/checkpoints, tokenFile: /etc/zoqore/sink.token }
#     - { type: s3, endpoint: https://s3.eu-central-1.amazonaws.com, region: eu-central-1, bucket: anchors, credentialsFile: /etc/zoqore/s3.json }
# credentialsFile: {"accessKeyId", "secretAccessKey"}; without it AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
ledger:
  witnesses: []
  anchors: []
  anchorEverySeconds: 60

# How long a request may wait for a person.
approvals:
  ttlMinutes: 60

# MCP servers behind the gateway, for example:
# upstreams:
#   - name: files
#     preset: filesystem
#     transport:
#       type: stdio
#       command: npx
#       args: [-y, '@modelcontextprotocol/server-filesystem', /home/me/project]
#     connectTimeoutMs: 30000   # the first run of npx downloads: give it longer, or run it by hand once
#     timeoutMs: 120000         # a call
#   - name: search
#     transport: { type: http, url: https://mcp.example/mcp }
# With one upstream its tools keep their names; with several they are called name__tool.
# A child gets PATH, HOME, LANG and what \`env:\` beside \`args:\` names.
`;

/**
 * Parses zoqore.yaml; `root` is the home that relative paths start from. All issues are reported at once.
 * @throws QoreError CONFIG_INVALID with details.issues
 */
export function parseConfig(
  text: string,
  options: { readonly source: string; readonly root: string },
): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  if (document.errors.length > 0) {
    throw invalid(
      options.source,
      document.errors.map(({ code, message, linePos, pos: [start] }) => ({
        path: '',
        message:
          code === 'DUPLICATE_KEY'
            ? `the key \`${neutralise(/^[^\s:]{0,80}/.exec(text.slice(start))?.[0] ?? '')}\` stands twice`
            : neutralise(message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'broken YAML'),
        ...(linePos === undefined ? {} : { line: linePos[0].line, column: linePos[0].col }),
      })),
    );
  }
  // Before anything expands them: a few lines of aliases can stand for gigabytes.
  const aliases: ConfigIssue[] = [];
  visit(document, {
    Alias: (_, node) =>
      void aliases.push({
        path: '',
        message: `aliases (\`*${neutralise(node.source)}\`) are not allowed here`,
        ...at(node, lines),
      }),
  });
  if (aliases.length > 0) throw invalid(options.source, aliases);
  const parsed = configSchema.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (!parsed.success) {
    throw invalid(
      options.source,
      parsed.error.issues.flatMap((issue) => issuesOf(issue, document, lines)),
    );
  }
  return { ...parsed.data, workspace: absolute(options.root, parsed.data.workspace) };
}

/** Gives issues that name a path in the file (`upstreams.0.name`) their line and column. */
export function locateIssues(
  text: string,
  source: string,
  issues: readonly { readonly path: string; readonly message: string }[],
): QoreError {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return invalid(
    source,
    issues.map(({ path, message }) => ({
      path,
      message,
      ...position(
        document,
        lines,
        path.split('.').filter((key) => key !== ''),
      ),
    })),
  );
}

function issuesOf(
  issue: z.core.$ZodIssue,
  document: Document.Parsed,
  lines: LineCounter,
): readonly ConfigIssue[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: path.join('.'), message: sentence(issue.message), ...position(document, lines, path) }];
  }
  return issue.keys.map((key) => {
    const suggestion = didYouMean(key, keysAt(path));
    return {
      path: [...path, key].join('.'),
      message: `unknown key \`${neutralise(key.slice(0, 80))}\``,
      ...position(document, lines, [...path, key]),
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  });
}

function keysAt(path: readonly string[]): readonly string[] {
  const full: unknown = configSchema.parse({
    version: 1,
    database: { url: 'x' },
    ledger: { quorum: 1 },
  });
  const found = path.reduce(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    full,
  );
  return typeof found === 'object' && found !== null ? Object.keys(found) : [];
}

/** Of the nearest node that is there: a missing key points at its parent. */
function position(
  document: Document.Parsed,
  lines: LineCounter,
  path: readonly string[],
): { line?: number; column?: number } {
  for (let length = path.length; length >= 0; length -= 1) {
    const keys = path.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node: unknown = length === 0 ? document.contents : document.getIn(keys, true);
    if (isNode(node)) return at(node, lines);
  }
  return {};
}

function at(node: Node, lines: LineCounter): { line?: number; column?: number } {
  if (!node.range) return {};
  const { line, col } = lines.linePos(node.range[0]);
  return { line, column: col };
}

function absolute(root: string, path: string): string {
  return isAbsolute(path) ? path : resolve(root, path);
}

function sentence(message: string): string {
  return neutralise(`${message.charAt(0).toLowerCase()}${message.slice(1)}`);
}

function invalid(source: string, issues: readonly ConfigIssue[], cause?: unknown): QoreError {
  const [first] = issues;
  const where = [source, first?.line, first?.column].filter((part) => part !== undefined).join(':');
  return new QoreError({
    code: 'CONFIG_INVALID',
    message: `${where}: ${first?.message ?? 'not a configuration'}`,
    cause,
    hint: `mend ${source}, then type the command again`,
    details: { source, issues },
  });
}

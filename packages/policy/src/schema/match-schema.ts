import { z } from 'zod';
import { compileNameGlob } from '../name-glob.ts';
import { compilePathGlob, compilePathPrefix } from '../path-glob.ts';
import type { FieldMatch, Match, PathMatch, ShellMatch, UrlMatch } from '../policy-set.ts';
import { compileTextPattern } from '../text-pattern.ts';
import { compileTokenGlob } from '../token-glob.ts';
import {
  action,
  closed,
  compiled,
  isUntouched,
  list,
  MAX_PATTERN_CHARS,
  resourceKind,
  riskGrade,
  scalar,
  text,
  trustStage,
} from './primitives.ts';

/** Stands in for the real places while a text is only being checked. */
const anywhere = { workspace: '/workspace', home: '/home' };
const exactCase = { ignoreCase: false };

const nameGlobs = list(compiled(compileNameGlob));
const pathGlobs = list(compiled((glob) => compilePathGlob(glob, anywhere, exactCase)));
const label = text(128);

const path: z.ZodType<PathMatch> = closed({
  prefix: list(compiled((prefix) => compilePathPrefix(prefix, anywhere, exactCase))).exactOptional(),
  glob: pathGlobs.exactOptional(),
  not: pathGlobs.exactOptional(),
  ignoreCase: z.boolean().exactOptional(),
}).refine((value) => value.prefix !== undefined || value.glob !== undefined || value.not !== undefined, {
  error: 'needs `prefix`, `glob` or `not`',
  when: isUntouched,
});

const host = text(255)
  .regex(/^(?:\*|(?:\*\.)?[A-Za-z0-9:._-]+)$/, {
    error: 'expected a host in ASCII (`xn--…` for other scripts), `*.suffix` or `*`',
  })
  .toLowerCase();

const url: z.ZodType<UrlMatch> = closed({
  scheme: list(
    text(32)
      .regex(/^[A-Za-z][A-Za-z0-9+.-]*$/, { error: 'expected a scheme such as `https`' })
      .toLowerCase(),
  ).exactOptional(),
  host: list(host).exactOptional(),
  port: list(z.int().min(0).max(65_535)).exactOptional(),
  method: list(
    text(32)
      .regex(/^[A-Za-z]+$/, { error: 'expected a method such as `GET`' })
      .toUpperCase(),
  ).exactOptional(),
  path: list(
    text(MAX_PATTERN_CHARS).regex(/^\/[^*?[\]{}\\]*$/, {
      error: 'expected a path prefix that starts with `/` and has no wildcards',
    }),
  ).exactOptional(),
});

const tokenGlobs = list(compiled(compileTokenGlob));

const shell: z.ZodType<ShellMatch> = closed({
  program: nameGlobs.exactOptional(),
  argv: tokenGlobs.exactOptional(),
  without: nameGlobs.exactOptional(),
  only: nameGlobs.exactOptional(),
});

const field: z.ZodType<FieldMatch> = closed({
  equals: scalar.exactOptional(),
  in: z.array(scalar).min(1).max(1_000).exactOptional(),
  range: closed({ min: z.number().exactOptional(), max: z.number().exactOptional() }).exactOptional(),
  prefix: list(text(MAX_PATTERN_CHARS)).exactOptional(),
  suffix: list(text(MAX_PATTERN_CHARS)).exactOptional(),
});

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time such as "09:30"' });

export const matchSchema: z.ZodType<Match> = z.strictObject({
  action: list(action).exactOptional(),
  kind: list(resourceKind).exactOptional(),
  actor: closed({
    id: nameGlobs.exactOptional(),
    kind: nameGlobs.exactOptional(),
    role: nameGlobs.exactOptional(),
    trustStage: closed({
      atLeast: trustStage.exactOptional(),
      atMost: trustStage.exactOptional(),
    }).exactOptional(),
  }).exactOptional(),
  tool: closed({
    server: nameGlobs.exactOptional(),
    name: nameGlobs.exactOptional(),
    arguments: z.record(text(256), field).exactOptional(),
  }).exactOptional(),
  risk: closed({ atLeast: riskGrade.exactOptional(), atMost: riskGrade.exactOptional() }).exactOptional(),
  labels: closed({
    any: list(label).exactOptional(),
    all: list(label).exactOptional(),
    none: list(label).exactOptional(),
  }).exactOptional(),
  path: path.exactOptional(),
  url: url.exactOptional(),
  shell: shell.exactOptional(),
  time: closed({
    days: list(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).exactOptional(),
    from: clock.exactOptional(),
    to: clock.exactOptional(),
    zone: z.literal('UTC').exactOptional(),
  }).exactOptional(),
  content: closed({
    contains: list(text(4_096)).exactOptional(),
    pattern: list(compiled(compileTextPattern)).exactOptional(),
  }).exactOptional(),
});

import { z } from 'zod';
import { compileNameGlob } from '../name-glob.ts';
import { compilePathGlob, compilePathPrefix } from '../path-glob.ts';
import type { FieldMatch, Match, PathMatch, ShellMatch, UrlMatch } from '../policy-set.ts';
import { compileTextPattern } from '../text-pattern.ts';
import { compileTokenGlob } from '../token-glob.ts';
import { wallClock } from '../wall-clock.ts';
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
  prefix: list(compiled((prefix) => compilePathPrefix(prefix, anywhere, exactCase)))
    .exactOptional()
    .describe(
      'Paths, without wildcards, that the path is or lies below. Relative ones start at the workspace, `~` is the home.',
    ),
  glob: pathGlobs
    .exactOptional()
    .describe(
      'Path patterns, one of which must match: `*` and `?` within a segment, `**` for any number of segments, `{a,b}`, `[a-z]`.',
    ),
  not: pathGlobs.exactOptional().describe('Path patterns of which none may match.'),
  ignoreCase: z.boolean().exactOptional().describe('Upper and lower case are the same.'),
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
  )
    .exactOptional()
    .describe('Scheme of the URL, such as `https`.'),
  host: list(host)
    .exactOptional()
    .describe('Host: exact, `*.suffix` for what lies below the suffix, or `*` for any.'),
  port: list(z.int().min(0).max(65_535)).exactOptional().describe('Port number.'),
  method: list(
    text(32)
      .regex(/^[A-Za-z]+$/, { error: 'expected a method such as `GET`' })
      .toUpperCase(),
  )
    .exactOptional()
    .describe('HTTP method. One that is not known fails allow rules and meets all others.'),
  path: list(
    text(MAX_PATTERN_CHARS).regex(/^\/[^*?[\]{}\\]*$/, {
      error: 'expected a path prefix that starts with `/` and has no wildcards',
    }),
  )
    .exactOptional()
    .describe('Start of the path of the URL, by whole segments.'),
});

const tokenGlobs = list(compiled(compileTokenGlob));

const shell: z.ZodType<ShellMatch> = closed({
  program: nameGlobs
    .exactOptional()
    .describe('Program by name. In deny and escalate rules a name without `/` also finds it in any folder.'),
  argv: tokenGlobs
    .exactOptional()
    .describe(
      'Patterns of the arguments from the first on, separated by spaces; `$` as the last means that no more follow.',
    ),
  without: nameGlobs.exactOptional().describe('Patterns that no argument may match.'),
  only: nameGlobs.exactOptional().describe('Patterns of which every argument must match one.'),
});

const field: z.ZodType<FieldMatch> = closed({
  equals: scalar.exactOptional().describe('Exactly this value.'),
  in: z.array(scalar).min(1).max(1_000).exactOptional().describe('One of these values.'),
  range: closed({
    min: z.number().exactOptional().describe('The least that it may be.'),
    max: z.number().exactOptional().describe('The most that it may be.'),
  })
    .exactOptional()
    .describe('A number within these bounds.'),
  prefix: list(text(MAX_PATTERN_CHARS)).exactOptional().describe('Texts that it starts with.'),
  suffix: list(text(MAX_PATTERN_CHARS)).exactOptional().describe('Texts that it ends with.'),
});

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time such as "09:30"' });

export const matchSchema: z.ZodType<Match> = z.strictObject({
  action: list(action).exactOptional().describe('What is asked for. Left out: every action.'),
  kind: list(resourceKind).exactOptional().describe('Only resources of this kind.'),
  actor: closed({
    id: nameGlobs.exactOptional().describe('Pattern of the whole id of the actor.'),
    kind: nameGlobs
      .exactOptional()
      .describe('Pattern of what an admin said the actor is: `agent`, `person`, `service`.'),
    role: nameGlobs.exactOptional().describe('Pattern of one of the roles of the actor.'),
    trustStage: closed({
      atLeast: trustStage.exactOptional().describe('This stage or a higher one.'),
      atMost: trustStage.exactOptional().describe('This stage or a lower one.'),
    })
      .exactOptional()
      .describe('How much the actor has shown: `CBT` before `KBT` before `IBT`.'),
  })
    .exactOptional()
    .describe('Who asks.'),
  tool: closed({
    server: nameGlobs.exactOptional().describe('Pattern of the name of the MCP server.'),
    name: nameGlobs.exactOptional().describe('Pattern of the name of the tool.'),
    arguments: z
      .record(text(256), field)
      .refine((fields) => Object.keys(fields).length > 0, { error: 'is empty', when: isUntouched })
      .exactOptional()
      .describe(
        'Tests of top-level arguments by name. On a list: every entry in allow rules, any in others.',
      ),
  })
    .exactOptional()
    .describe('The tool that is called.'),
  risk: closed({
    atLeast: riskGrade.exactOptional().describe('This grade or a higher one.'),
    atMost: riskGrade.exactOptional().describe('This grade or a lower one.'),
  })
    .exactOptional()
    .describe('The grade of the request: `L1` low, `L2`, `L3` high.'),
  labels: closed({
    any: list(label).exactOptional().describe('The session has one of these labels.'),
    all: list(label).exactOptional().describe('The session has all of these labels.'),
    none: list(label).exactOptional().describe('The session has none of these labels.'),
    gives: list(label)
      .exactOptional()
      .describe('The request would give the session one of these labels, by the `marks` of this set.'),
    completes: list(label)
      .exactOptional()
      .describe('The request would give the session one of these labels, and then it had all of them.'),
  })
    .exactOptional()
    .describe('Labels of the session, which the runtime keeps; see `marks`.'),
  path: path.exactOptional().describe('The path that is touched.'),
  url: url.exactOptional().describe('The URL that is touched.'),
  shell: shell.exactOptional().describe('The command that is run, wrappers such as `sudo` taken off.'),
  time: closed({
    days: list(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
      .exactOptional()
      .describe('Days on which the window starts. Left out: every day.'),
    from: clock
      .exactOptional()
      .describe('Start, inside the window: `"09:00"`. After `to` it runs over midnight.'),
    to: clock.exactOptional().describe('End, outside the window.'),
    zone: compiled(wallClock, 64)
      .exactOptional()
      .describe('IANA time zone whose clock counts, such as `Europe/Berlin`. Left out: UTC.'),
  })
    .exactOptional()
    .describe('When.'),
  content: closed({
    contains: list(text(4_096)).exactOptional().describe('Plain texts, one of which is in the content.'),
    pattern: list(compiled(compileTextPattern))
      .exactOptional()
      .describe('Regular expressions of RE2, one of which finds something in the content.'),
  })
    .exactOptional()
    .describe('What would be written, sent or run.'),
});

import { type ErrorName, errorCatalogue, isErrorName } from './error-catalogue.ts';
import type { Problem } from './envelope.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts';

/** A failure as the command line reports it. */
export interface Report {
  readonly problem: Problem;
  readonly exitCode: ExitCode;
}

const system: Readonly<Record<string, ErrorName>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EACCES: 'IO_FAILED',
  EPERM: 'IO_FAILED',
  EROFS: 'IO_FAILED',
  ENOENT: 'IO_FAILED',
  EISDIR: 'IO_FAILED',
  ENOTDIR: 'IO_FAILED',
  ELOOP: 'IO_FAILED',
  EMFILE: 'IO_FAILED',
  EIO: 'IO_FAILED',
  EADDRINUSE: 'PORT_TAKEN',
  EADDRNOTAVAIL: 'PORT_REFUSED',
};

/** Of the ledger's refusals, those whose remedy holds for whatever command met them. */
const hasOwnAdvice: ReadonlySet<ErrorName> = new Set(['ENTRY_GONE', 'ENTRY_HELD', 'ENTRY_UNARCHIVED']);

/** What lists the things that a command is about. */
const whereToLook: Readonly<Record<string, string>> = {
  approvals: 'qorectl approvals list --state all',
  decisions: 'qorectl decisions list',
  halt: 'qorectl keys list',
  keys: 'qorectl keys list',
  ledger: 'qorectl ledger head says how many entries there are',
  tools: 'qorectl tools list',
};

/** Translates whatever was thrown by the command, where one was named; the one place of qorectl where that happens. */
export function reportOf(error: unknown, command?: string): Report {
  const thrown = error instanceof Error ? error : new Error(String(error));
  const given = 'code' in thrown ? thrown.code : undefined;
  const name: ErrorName = isErrorName(given)
    ? given
    : typeof given === 'string' && Object.hasOwn(system, given)
      ? (system[given] ?? 'INTERNAL_ERROR')
      : 'INTERNAL_ERROR';
  const details = 'details' in thrown && isRecord(thrown.details) ? thrown.details : {};
  const told = 'hint' in thrown ? thrown.hint : undefined;
  const hint = typeof told === 'string' ? told : adviceOn(name, details, command);
  return {
    problem: {
      code: errorCatalogue[name].code,
      name,
      message: thrown.message === '' ? errorCatalogue[name].title : thrown.message,
      ...(told === null ? {} : { hint }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    },
    exitCode: name === 'INTERRUPTED' && details['signal'] === 'SIGTERM' ? EXIT.terminated : exitCodeOf(name),
  };
}

/** The catalogue's advice, except where what was refused tells more. */
function adviceOn(
  name: ErrorName,
  details: Readonly<Record<string, unknown>>,
  command: string | undefined,
): string {
  if (name === 'ACTOR_FORBIDDEN' && typeof details['actorId'] === 'string')
    return 'qorectl keys list shows for whom each key speaks; qorectl keys create --name NAME --actor ID --out FILE makes one for another actor';
  const { remedy } = errorCatalogue[name];
  // The runtime answers in its own codes and says which of the ledger's it was.
  const cause = details['ledger'];
  if (isErrorName(cause) && hasOwnAdvice.has(cause)) return errorCatalogue[cause].remedy;
  if (command === undefined) return remedy;
  if (command.startsWith('ledger keys') && ['NOT_FOUND', 'STATE_CONFLICT'].includes(name))
    return 'qorectl ledger keys list';
  if (name === 'POLICY_INVALID') return adviceOnDocument(command);
  if (name === 'NOT_FOUND') return whereToLook[command.split(' ')[0] ?? ''] ?? remedy;
  if (name === 'VALIDATION_ERROR' && command === 'keys create' && issuePaths(details).includes('actors'))
    return 'add --actor ID';
  return remedy.replace('COMMAND', command);
}

/** Never the command that just ran, which said all that it knows. */
function adviceOnDocument(command: string): string {
  if (command.startsWith('models'))
    return 'mend what the issues name; docs/risk-and-trust.md has both models';
  if (command.startsWith('citations'))
    return 'mend what the issues name; docs/risk-and-trust.md has an example';
  return 'mend what the issues name; docs/policy.md teaches the language by tasks';
}

function issuePaths({ issues }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(issues)
    ? issues.map((issue: unknown) => (isRecord(issue) ? issue['path'] : undefined))
    : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { randomUUID } from 'node:crypto';
import * as Flags from '@oclif/core/flags';
import { QoreError } from './errors.ts';
import { parseJson, readInput } from './input.ts';
import { jsonLength } from './json-length.ts';
import type { Session } from './session.ts';

/** A decision request by flags. */
export const requestFlags = {
  actor: Flags.string({ summary: 'who asks', helpValue: 'ID' }),
  action: Flags.string({
    summary: 'what is done',
    options: ['read', 'write', 'execute', 'network', 'admin'],
  }),
  target: Flags.string({ summary: 'path, URL or tool:server/name', helpValue: 'TARGET' }),
  content: Flags.string({
    summary: 'what would be written, run or sent',
    helpValue: 'TEXT',
    exclusive: ['content-file'],
  }),
  'content-file': Flags.string({ summary: 'the same, from a file or -', helpValue: 'FILE' }),
  context: Flags.string({ summary: 'context as a JSON object', helpValue: 'JSON' }),
  'request-id': Flags.string({ summary: 'idempotency key. Default: a new one', helpValue: 'ID' }),
  approval: Flags.string({
    summary: 'approval that allows it; the beginning of its id is enough',
    helpValue: 'ID',
  }),
};

export type RequestFlags = { readonly [name in keyof typeof requestFlags]?: string | undefined };

/**
 * The body of `POST /evaluate`, from a file or from flags. The runtime judges its fields.
 * @throws QoreError USAGE_INVALID, INPUT_INVALID
 */
export async function readRequest(
  session: Session,
  file: string | undefined,
  flags: RequestFlags,
  command: string,
): Promise<Readonly<Record<string, unknown>>> {
  return file === undefined ? fromFlags(session, flags, command) : fromFile(session, file, flags);
}

/** @throws QoreError USAGE_INVALID for flags that say the same as FILE */
export function requireNoRequestFlags(flags: RequestFlags): void {
  const also = Object.keys(requestFlags).filter((name) =>
    Object.entries(flags).some(([key, value]) => key === name && value !== undefined),
  );
  if (also.length === 0) return;
  throw new QoreError({
    code: 'USAGE_INVALID',
    message: `FILE holds the whole request; leave out --${also.join(', --')}`,
  });
}

async function fromFlags(
  session: Session,
  flags: RequestFlags,
  command: string,
): Promise<Readonly<Record<string, unknown>>> {
  const missing = (['actor', 'action', 'target'] as const).filter((name) => flags[name] === undefined);
  if (missing.length > 0) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `missing ${missing.map((name) => `--${name}`).join(', ')}, or a FILE with the request`,
      hint: `qorectl ${command} --actor ID --action read --target docs/readme.md`,
    });
  }
  const contentFile = flags['content-file'];
  const content =
    contentFile === undefined ? flags.content : await readInput(contentFile, session.workingDirectory);
  return {
    requestId: flags['request-id'] ?? randomUUID(),
    actorId: flags.actor,
    action: flags.action,
    targetPath: flags.target,
    ...(content === undefined ? {} : { content }),
    ...(flags.context === undefined ? {} : { context: parseRequestJson(flags.context, '--context') }),
    ...(flags.approval === undefined ? {} : { approvalId: flags.approval }),
  };
}

async function fromFile(
  session: Session,
  file: string,
  flags: RequestFlags,
): Promise<Readonly<Record<string, unknown>>> {
  requireNoRequestFlags(flags);
  const name = file === '-' ? 'standard input' : `\`${file}\``;
  const request = parseRequestJson(await readInput(file, session.workingDirectory), name);
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new QoreError({
      code: 'INPUT_INVALID',
      message: `${name}: expected one JSON object with actorId, action and targetPath`,
    });
  }
  return { requestId: randomUUID(), ...request };
}

/** JSON that a call can carry; whether the runtime takes it is for the runtime to say. @throws QoreError INPUT_INVALID */
function parseRequestJson(text: string, name: string): unknown {
  const value = parseJson(text, name);
  if (Number.isFinite(jsonLength(value))) return value;
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `${name} is nested too deep, expected at most 48 levels; nothing was asked`,
    hint: 'send what the action is about, without what lies around it',
  });
}

import type { JsonObject } from '@zoqore/ledger';
import type { Json, PolicyInput } from '@zoqore/policy';
import { escapePointer } from '../request/describe-arguments.ts';
import { saltedDigest } from './trim.ts';

type Arguments = NonNullable<PolicyInput['tool']>['arguments'];

/** What an entry holds beside the tool and not in the context, where it came from: once, and the digest unsearched. */
export interface CallFacts {
  readonly arguments?: Arguments;
  readonly definitionDigest?: string;
}

/** Takes the tool call's arguments and its definition's digest, both checked when it was parsed, out of the context. */
export function splitContext({ tool, context }: PolicyInput): {
  readonly call: CallFacts;
  readonly context: JsonObject;
} {
  const given = toolOf(context);
  if (tool === undefined || given === undefined) return { call: {}, context };
  const { arguments: _arguments, definitionDigest, ...rest } = given;
  return {
    call: {
      arguments: tool.arguments,
      ...(typeof definitionDigest === 'string' ? { definitionDigest } : {}),
    },
    context: { ...context, tool: rest },
  };
}

/** The context that policy read. */
export function joinContext(
  context: JsonObject,
  { arguments: given, definitionDigest }: CallFacts,
): JsonObject {
  if (given === undefined) return context;
  return {
    ...context,
    tool: {
      ...toolOf(context),
      arguments: given,
      ...(definitionDigest === undefined ? {} : { definitionDigest }),
    },
  };
}

/** What the capability map calls content is treated as the content of a request: its salted digest stands for it. */
export function withoutContent(given: Arguments, { context }: PolicyInput, salt: Uint8Array): Arguments {
  const kinds = toolOf(context)?.['parameters'];
  if (!isObject(kinds)) return given;
  const pointers = new Set(Object.keys(kinds).filter((pointer) => kinds[pointer] === 'content'));
  if (pointers.size === 0) return given;
  let isSame = true;
  const hide = (value: Json, pointer: string): Json => {
    if (typeof value === 'string') {
      if (!pointers.has(pointer)) return value;
      isSame = false;
      return saltedDigest(salt, value);
    }
    if (Array.isArray(value)) return value.map((member: Json) => hide(member, `${pointer}/*`));
    return isObject(value) ? hideIn(value, pointer) : value;
  };
  const hideIn = (value: JsonObject, pointer: string): JsonObject =>
    Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        hide(member, `${pointer}/${escapePointer(name)}`),
      ]),
    );
  const hidden = hideIn(given, '');
  return isSame ? given : hidden;
}

function toolOf(context: JsonObject): JsonObject | undefined {
  const { tool } = context;
  return isObject(tool) ? tool : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { JsonObject } from '@zoqore/ledger';
import type { Json, PolicyInput } from '@zoqore/policy';
import { escapePointer } from './describe-arguments.ts';
import { saltedDigest } from './trim.ts';

type Arguments = NonNullable<PolicyInput['tool']>['arguments'];

/** The context without the tool call's arguments: an entry holds them once, beside the tool. */
export function contextWithoutArguments({ tool, context }: PolicyInput): JsonObject {
  const given = toolOf(context);
  if (tool === undefined || given === undefined) return context;
  const { arguments: _arguments, ...rest } = given;
  return { ...context, tool: rest };
}

/** The context that policy read, from one without arguments. */
export function contextWithArguments(context: JsonObject, given: Arguments): JsonObject {
  return { ...context, tool: { ...toolOf(context), arguments: given } };
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

import { setImmediate as turn } from 'node:timers/promises';
import { inspectContent, type OutcomeFinding } from '@zoqore/runtime';

/** Kinds of things that a text from the upstream holds; also on tools whose definition does. */
export const FINDINGS_META = 'zoqore.dev/findings';

/** One kind of thing that a text from an upstream holds: `content.injection-override`, `content.secret`. */
export type Finding = OutcomeFinding;

const MAX_FINDINGS = 16;
/** Read in windows, so that a large result holds nobody else up; the overlap is longer than any mark. */
const WINDOW = 32_768;
const OVERLAP = 2_048;
const MAX_LENGTH = 1_048_576;
const TOO_LARGE = 'content.too-large';
const RESULT_LISTS: ReadonlySet<string> = new Set(['content', 'contents', 'messages']);

/**
 * What the texts of a result hold, strongest first. Text beyond 1 Mi characters is not read, and that is a finding. It
 * says what is there and takes nothing away.
 */
export async function inspectResult(result: unknown): Promise<readonly Finding[]> {
  const text = textOf(result, 'result');
  const found = marksOfLength(text);
  for (const [index, window] of windowsOf(text).entries()) {
    if (index > 0) await turn();
    note(found, window);
  }
  return ordered([...found.values()]);
}

/**
 * What a tool says of itself, in its description, its titles, and every text and every name in its schemas: what tries
 * to become an instruction, and that there is more than 1 Mi characters of it, which nothing read.
 */
export function inspectDefinition(definition: unknown): readonly Finding[] {
  const text = textOf(definition, 'data');
  const found = marksOfLength(text);
  for (const window of windowsOf(text)) note(found, window);
  return ordered([...found.values()].filter((finding) => isInstruction(finding) || finding.id === TOO_LARGE));
}

/** True for text that tries to become an instruction, or that people cannot see. */
export function isInstruction({ id }: Finding): boolean {
  return id.startsWith('content.injection-') || id === 'content.hidden-text';
}

function note(found: Map<string, Finding>, text: string): void {
  for (const { id, grade } of inspectContent(text, { origin: 'result' }).signals)
    found.set(id, { id, grade });
}

function marksOfLength({ length }: string): Map<string, Finding> {
  return new Map(length > MAX_LENGTH ? [[TOO_LARGE, { id: TOO_LARGE, grade: 'L3' }]] : []);
}

function windowsOf(text: string): readonly string[] {
  const end = Math.min(text.length, MAX_LENGTH);
  const count = Math.ceil(end / WINDOW);
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * WINDOW, Math.min(end, (index + 1) * WINDOW + OVERLAP)),
  );
}

function ordered(findings: Finding[]): Finding[] {
  const key = ({ grade, id }: Finding): string => `${3 - Number(grade.slice(1))} ${id}`;
  return findings.sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, MAX_FINDINGS);
}

/** Only results and their blocks have places for `_meta` and for bytes; in data these are names like any other. */
type Part = 'result' | 'block' | 'data';

/** Every text, then every name, up to the first that is not read any more. */
function textOf(root: unknown, rootPart: Part): string {
  const texts: string[] = [];
  const names = new Set<string>();
  let length = 0;
  const stack: { readonly value: unknown; readonly part: Part }[] = [{ value: root, part: rootPart }];
  for (let node = stack.pop(); node !== undefined && length <= MAX_LENGTH; node = stack.pop()) {
    const { value, part } = node;
    if (typeof value === 'string') {
      texts.push(value);
      length += value.length + 1;
    } else if (Array.isArray(value)) {
      for (const item of value.toReversed()) stack.push({ value: item, part });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value).reverse()) {
        if (isLeftOut(name, value, part)) continue;
        if (!names.has(name)) length += name.length + 1;
        names.add(name);
        stack.push({ value: inner, part: partOf(name, value, part) });
      }
    }
  }
  return [...texts, ...names].join('\n');
}

/** What is not handed on, and what pictures, sound and binary resources are made of. */
function isLeftOut(name: string, holder: object, part: Part): boolean {
  if (part === 'data') return false;
  if (name === '_meta') return true;
  if (part === 'result') return false;
  if ('type' in holder) return name === 'data' && (holder.type === 'image' || holder.type === 'audio');
  return name === 'blob' && !('text' in holder);
}

function partOf(name: string, holder: object, part: Part): Part {
  if (part === 'result') return RESULT_LISTS.has(name) ? 'block' : 'data';
  if (part === 'data') return 'data';
  const isResource = name === 'resource' && 'type' in holder && holder.type === 'resource';
  const isPromptContent = name === 'content' && 'role' in holder;
  return isResource || isPromptContent ? 'block' : 'data';
}

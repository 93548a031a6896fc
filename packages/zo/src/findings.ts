import { setImmediate as turn } from 'node:timers/promises';
import { inspectContent, type OutcomeFinding } from '@zoqore/runtime';

/** One kind of thing that a text from an upstream holds: `content.injection-override`, `content.secret`. */
export type Finding = OutcomeFinding;

const MAX_FINDINGS = 16;
const MAX_DEPTH = 64;
/** Read in windows, so that a large result holds nobody else up; the overlap is longer than any mark. */
const WINDOW = 32_768;
const OVERLAP = 2_048;
const MAX_LENGTH = 1_048_576;

/**
 * What the texts of a result hold, strongest first. Text beyond 1 Mi characters is not read, and that is a finding. It
 * says what is there and takes nothing away.
 */
export async function inspectResult(result: unknown): Promise<readonly Finding[]> {
  const text = textsOf(result).join('\n');
  const found = new Map<string, Finding>();
  const end = Math.min(text.length, MAX_LENGTH);
  for (let start = 0; start < end; start += WINDOW) {
    if (start > 0) await turn();
    note(found, text.slice(start, Math.min(end, start + WINDOW + OVERLAP)));
  }
  if (text.length > MAX_LENGTH) found.set('content.too-large', { id: 'content.too-large', grade: 'L3' });
  return ordered(found);
}

/** What a tool says of itself: description, titles and every text in its schemas. */
export function inspectDefinition(definition: unknown): readonly Finding[] {
  const found = new Map<string, Finding>();
  note(found, textsOf(definition).join('\n'));
  return ordered(found).filter(isInstruction);
}

/** True for text that tries to become an instruction, or that people cannot see. */
export function isInstruction({ id }: Finding): boolean {
  return id.startsWith('content.injection-') || id === 'content.hidden-text';
}

function note(found: Map<string, Finding>, text: string): void {
  for (const { id, grade } of inspectContent(text, { origin: 'result' }).signals)
    found.set(id, { id, grade });
}

function ordered(found: ReadonlyMap<string, Finding>): Finding[] {
  const key = ({ grade, id }: Finding): string => `${3 - Number(grade.slice(1))} ${id}`;
  return [...found.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, MAX_FINDINGS);
}

/** Every text, but not what pictures, sound and binary resources are made of. */
function textsOf(value: unknown): string[] {
  const texts: string[] = [];
  const walk = (member: unknown, depth: number, mayBeBlock: boolean): void => {
    if (typeof member === 'string') texts.push(member);
    if (typeof member !== 'object' || member === null || depth > MAX_DEPTH) return;
    const isMedia = mayBeBlock && 'type' in member && (member.type === 'image' || member.type === 'audio');
    for (const [name, inner] of Object.entries(member)) {
      const isBinary = (isMedia && name === 'data') || (mayBeBlock && name === 'blob');
      // `_meta` is not handed on.
      if (!isBinary && name !== '_meta') walk(inner, depth + 1, mayBeBlock && name !== 'structuredContent');
    }
  };
  walk(value, 0, true);
  return texts;
}

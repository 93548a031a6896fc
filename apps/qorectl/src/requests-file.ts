import { QoreError } from './errors.ts';
import { openInput } from './input.ts';
import { neutralise } from './render/neutralise.ts';

export const outcomes = ['allow', 'escalate', 'deny'] as const;
export type ExpectedOutcome = (typeof outcomes)[number];

/** One request of a file, or why it is none. */
export interface ListedRequest {
  /** `line 3` of JSON lines, `request 3` of anything else. */
  readonly at: string;
  readonly request: unknown;
  readonly fault?: string;
  /** From the member `expect` beside the members of the request. */
  readonly expect?: ExpectedOutcome;
}

export interface RequestsFile {
  /** False for one request by itself. */
  readonly isList: boolean;
  readonly requests: AsyncIterable<ListedRequest>;
}

/** Of a line, and of a file that is no JSON lines. UTF-16 code units. */
const mostCharacters = 4_194_304;

/**
 * Requests of a file, or of standard input for `-`: JSON lines, which are read as they come, a JSON object or array, or
 * YAML; an object may hold the list as `requests`.
 * @throws QoreError INPUT_INVALID; while they are read too
 */
export async function openRequests(path: string, workingDirectory: string): Promise<RequestsFile> {
  const name = path === '-' ? 'standard input' : `\`${neutralise(path)}\``;
  const lines = linesOf(openInput(path, workingDirectory), name);
  const first = await nextFull(lines);
  if (first === undefined) throw invalid(`${name} is empty, expected requests`);
  const second = await nextFull(lines);
  // A line that is a whole object makes them JSON lines, though the one before it be broken.
  const isObject = jsonObject(first.text) !== undefined;
  if (second !== undefined && (isObject || jsonObject(second.text) !== undefined)) {
    return { isList: true, requests: jsonLines([first, second], lines) };
  }
  const value = await wholeValue(await wholeText([first, second], lines, name), name);
  return {
    isList: Array.isArray(value),
    requests: listed(Array.isArray(value) ? value : [value]),
  };
}

interface Line {
  readonly number: number;
  readonly text: string;
}

async function* linesOf(input: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw invalid(`${name} is not UTF-8 text`, cause);
    }
  };
  let number = 0;
  let rest = '';
  for await (const chunk of input) {
    const texts = (rest + decode(chunk)).split('\n');
    rest = texts.pop() ?? '';
    if (rest.length > mostCharacters) throw tooLong(name);
    for (const text of texts) yield { number: ++number, text };
  }
  rest += decode();
  if (rest !== '') yield { number: ++number, text: rest };
}

async function nextFull(lines: AsyncGenerator<Line>): Promise<Line | undefined> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) return undefined;
    if (value.text.trim() !== '') return value;
  }
}

async function* jsonLines(first: readonly Line[], rest: AsyncIterable<Line>): AsyncGenerator<ListedRequest> {
  for (const line of first) yield ofLine(line);
  for await (const line of rest) if (line.text.trim() !== '') yield ofLine(line);
}

function ofLine({ number, text }: Line): ListedRequest {
  const at = `line ${number}`;
  try {
    return withExpectation(at, JSON.parse(text));
  } catch (error) {
    return { at, request: undefined, fault: `not JSON: ${messageOf(error)}` };
  }
}

async function* listed(values: readonly unknown[]): AsyncGenerator<ListedRequest> {
  for (const [index, value] of values.entries()) yield withExpectation(`request ${index + 1}`, value);
}

/** With every line in its place, so that errors name the right one. */
async function wholeText(
  first: readonly (Line | undefined)[],
  rest: AsyncIterable<Line>,
  name: string,
): Promise<string> {
  const lines: string[] = [];
  let length = 0;
  const add = ({ number, text }: Line): void => {
    length += text.length + number - lines.length;
    if (length > mostCharacters) throw tooLong(name);
    while (lines.length < number - 1) lines.push('');
    lines.push(text);
  };
  for (const line of first) if (line !== undefined) add(line);
  for await (const line of rest) add(line);
  return lines.join('\n');
}

/** The list or the one request that a whole text holds. */
async function wholeValue(text: string, name: string): Promise<unknown> {
  const value = /^\s*[{[]/.test(text) ? parsedJson(text, name) : await parsedYaml(text, name);
  if (!isRecord(value)) return value;
  return Array.isArray(value['requests']) ? value['requests'] : value;
}

function parsedJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`${name} is not JSON: ${messageOf(cause)}`, cause);
  }
}

async function parsedYaml(text: string, name: string): Promise<unknown> {
  const { parseAllDocuments } = await import('yaml');
  try {
    const documents = [...parseAllDocuments(text, { uniqueKeys: true, stringKeys: true })];
    const fault = documents.flatMap(({ errors }) => errors)[0];
    if (fault !== undefined) throw fault;
    // No aliases: a small file must not become a large one.
    const values = documents.map((document): unknown => document.toJS({ maxAliasCount: 0 }));
    return values.length === 1 ? values[0] : values;
  } catch (cause) {
    throw invalid(`${name} is not YAML: ${messageOf(cause)}`, cause);
  }
}

function withExpectation(at: string, value: unknown): ListedRequest {
  if (!isRecord(value) || value['expect'] === undefined) return { at, request: value };
  const { expect, ...request } = value;
  const known = outcomes.find((outcome) => typeof expect === 'string' && outcome === expect.toLowerCase());
  if (known !== undefined) return { at, request, expect: known };
  const found = neutralise((JSON.stringify(expect) ?? '').slice(0, 80));
  return { at, request, fault: `expect: expected allow, escalate or deny, found ${found}` };
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return neutralise(line.slice(0, 200));
}

function tooLong(name: string): QoreError {
  return invalid(
    `${name}: expected at most ${mostCharacters} characters in a line, or in a file that is not JSON lines`,
  );
}

function invalid(message: string, cause?: unknown): QoreError {
  return new QoreError({
    code: 'INPUT_INVALID',
    message,
    hint: 'expected one request as JSON, or many as JSON lines, a JSON array or YAML',
    ...(cause === undefined ? {} : { cause }),
  });
}

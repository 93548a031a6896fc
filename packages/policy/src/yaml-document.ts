import { Composer, isMap, isScalar, isSeq, LineCounter, Parser } from 'yaml';
import type { YAMLMap } from 'yaml';
import type { PolicyIssue } from './errors.ts';
import { MAX_DEPTH, screenYaml } from './yaml-screen.ts';

/** A YAML text as data, or what is wrong with it; each place can be found again for later issues. */
export type YamlReading =
  | { readonly data: unknown; readonly locate: Locate }
  | { readonly issues: readonly PolicyIssue[] };

/** The place of the value at a path, or of its key where the key itself is at fault. */
export type Locate = (path: readonly (string | number)[], at: 'key' | 'value') => Position;

interface Position {
  readonly line?: number;
  readonly column?: number;
}

/**
 * Reads one YAML 1.2 document. A byte order mark and CRLF are accepted. Refused, each with its place: syntax
 * errors, tabs as indentation, duplicate keys, keys that are not strings, anchors, aliases, tags, more than
 * one document, nesting deeper than 32, control and text-direction characters, lone surrogates.
 */
export function readYaml(text: string, maxBytes: number): YamlReading {
  // A code unit is at least one byte, so the cheap test comes first and a huge text is never copied.
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) {
    const message = `expected at most ${maxBytes} bytes, found a longer text`;
    return { issues: [{ path: [], message, line: 1, column: 1 }] };
  }
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const odd = oddCharacter(plain);
  if (odd !== undefined) return { issues: [odd] };
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = plain.indexOf('\n'); at !== -1; at = plain.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const refusal = screenYaml(plain);
  if (refusal !== undefined) {
    return { issues: [{ path: [], message: refusal.message, ...position(refusal.offset) }] };
  }
  const [document, ...others] = new Composer({
    version: '1.2',
    schema: 'core',
    strict: true,
    // Ours is linear; that of the library compares every key with every other.
    uniqueKeys: false,
    prettyErrors: false,
  }).compose(new Parser().parse(plain), true, plain.length);
  const issues = [
    ...[...(document?.errors ?? []), ...(document?.warnings ?? [])]
      .slice(0, 1_000)
      .map(({ code, message, pos }) => ({
        path: [],
        message:
          code === 'TAB_AS_INDENT' ? 'a tab is used as indentation, expected spaces' : lowerFirst(message),
        ...position(pos[0]),
      })),
    ...others.slice(0, 1).map(({ range }) => ({
      path: [],
      message: 'expected one YAML document, found another one here',
      ...position(range[0]),
    })),
    ...structureIssues(document?.contents, position),
  ];
  if (issues.length > 0) return { issues };
  return { data: document?.toJS({ maxAliasCount: 0 }), locate: locator(document?.contents, position) };
}

/** Control characters, lone surrogates, byte order marks inside, and what makes text read other than it is. */
const ODD = /(?![\t\n])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]/u;

function oddCharacter(text: string): PolicyIssue | undefined {
  const match = ODD.exec(text);
  if (match === null) return undefined;
  const before = text.slice(0, match.index);
  const line = before.split('\n').length;
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return {
    path: [],
    message: `the character U+${code} may not stand in a policy; write it as an escape`,
    line,
    column: match.index - before.lastIndexOf('\n'),
  };
}

function structureIssues(root: unknown, position: (offset: number) => Position): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  const pending: { node: unknown; path: (string | number)[] }[] = [{ node: root, path: [] }];
  for (let next = pending.pop(); next !== undefined && issues.length < 1_000; next = pending.pop()) {
    const { node, path } = next;
    const at = position(startOf(node));
    const report = (message: string): number => issues.push({ path, message, ...at });
    if (path.length > MAX_DEPTH) report(`nested more than ${MAX_DEPTH} levels deep`);
    else if (isSeq(node))
      node.items.forEach((item, index) => pending.push({ node: item, path: [...path, index] }));
    else if (isMap(node)) {
      const keys = new Set<string>();
      for (const { key, value } of node.items) {
        const name: unknown = isScalar(key) ? key.value : undefined;
        const keyAt = position(startOf(key));
        if (typeof name !== 'string') {
          issues.push({ path, message: 'expected a key that is text; put it in quotes', ...keyAt });
          continue;
        }
        if (keys.has(name)) {
          issues.push({
            path: [...path, name],
            message: `the key \`${name.slice(0, 64)}\` stands twice`,
            ...keyAt,
          });
        }
        keys.add(name);
        pending.push({ node: value, path: [...path, name] });
      }
    }
  }
  return issues;
}

function startOf(node: unknown): number {
  const isNode = isScalar(node) || isMap(node) || isSeq(node);
  return isNode ? (node.range?.[0] ?? 0) : 0;
}

function locator(root: unknown, position: (offset: number) => Position): Locate {
  const pairs = new Map<YAMLMap, Map<unknown, { key: unknown; value: unknown }>>();
  const pairsOf = (map: YAMLMap) => {
    const known = pairs.get(map);
    if (known !== undefined) return known;
    const made = new Map(map.items.map((pair) => [isScalar(pair.key) ? pair.key.value : undefined, pair]));
    pairs.set(map, made);
    return made;
  };
  return (path, at) => {
    let node = root;
    let offset = startOf(node);
    path.forEach((part, index) => {
      let key: unknown;
      if (isMap(node)) {
        const pair = pairsOf(node).get(part);
        key = pair?.key;
        node = pair?.value;
      } else node = isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
      const isLast = index === path.length - 1;
      const wanted = (isLast && at === 'key') || !hasRange(node) ? (key ?? node) : node;
      if (hasRange(wanted)) offset = startOf(wanted);
    });
    return position(offset);
  };
}

function hasRange(node: unknown): boolean {
  return (isScalar(node) || isMap(node) || isSeq(node)) && node.range !== undefined && node.range !== null;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
}

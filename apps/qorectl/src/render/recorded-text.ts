import { toSafeJson } from '../envelope.ts';
import type { RecordedResource } from '../recorded-facts.ts';
import { neutralise } from './neutralise.ts';

/** One resource as a person would name it. */
export function resourceText(resource: RecordedResource): string {
  switch (resource.kind) {
    case 'path':
      return neutralise(resource.path ?? '');
    case 'url':
      return neutralise(resource.url ?? '');
    case 'tool':
      return neutralise(`${resource.server ?? ''}/${resource.name ?? ''}`);
    case 'command': {
      const argv = Array.isArray(resource.argv)
        ? resource.argv
        : resource.argv === undefined
          ? []
          : [resource.argv];
      return [resource.program ?? '', ...argv]
        .map((word) => (typeof word === 'string' ? wordText(word) : valueText(word)))
        .join(' ');
    }
    default:
      return neutralise(`${resource.kind} ${resource.name ?? ''}`.trim());
  }
}

/** A word as it stands, quoted where it would not be read back as one. */
function wordText(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : quoted(word);
}

/** `name: value` for each member; quoted, so that `\n` in a text and a line break are told apart. */
export function argumentLines(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || digestOf(value) !== undefined)
    return value === undefined ? [] : [valueText(value)];
  return Object.entries(value).map(
    ([name, member]) => `${/^[\w$-]+$/.test(name) ? name : quoted(name)}: ${valueText(member)}`,
  );
}

export function valueText(value: unknown): string {
  return digestOf(value) === undefined ? quoted(value ?? null) : digestText(value);
}

/** What stands in the record in place of a text that was not kept. */
export function digestText(value: unknown): string {
  const digest = typeof value === 'string' ? value : (digestOf(value) ?? '');
  const length = typeof value === 'object' && value !== null && 'length' in value ? value.length : undefined;
  const size = typeof length === 'number' ? `${length} characters, ` : '';
  return `not kept (${size}digest ${neutralise(digest.slice(0, 16))}…)`;
}

function digestOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  const found = Object.entries(value).find(
    ([name, member]) => /^(?:sha256|digest|commitment)$/.test(name) && /^[0-9a-f]{64}$/.test(String(member)),
  );
  return found !== undefined && names.every((name) => name === found[0] || name === 'length')
    ? String(found[1])
    : undefined;
}

/** JSON in which nothing acts on a terminal and nothing can be mistaken for something else. */
function quoted(value: unknown): string {
  return neutralise(toSafeJson(value));
}

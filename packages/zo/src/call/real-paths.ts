import { lstat, readlink, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ToolContext } from '@zoqore/runtime';
import { ZoError } from '../errors.ts';
import type { UpstreamConfig } from '../upstream/upstream-config.ts';

type Json = ToolContext['arguments'][string];

/** Each costs a few system calls. */
const maxStrings = 2_048;
const maxLength = 4_096;
/** Of what a request may carry; a call with more links than this is not for judging. */
const maxFound = 256;
const maxHops = 40;

/**
 * Where the paths among a call's arguments really lead, for an upstream on this host: those that differ from what they
 * say, because a link stands in them or because they are relative to a folder that only the upstream knows. `folders`
 * are all that it may resolve from; each is tried. Nothing is opened, so a FIFO cannot hang it. Sorted, no repeats.
 *
 * @throws ZoError CALL_TOO_LARGE when there is more to look at than can be looked at: nothing is passed over
 */
export async function realPathsOf(
  args: ToolContext['arguments'],
  folders: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const text of stringsIn(args)) {
    for (const path of readings(text, folders)) {
      const real = await leadsTo(path);
      // A relative path that is there is named in full: the runtime does not know the upstream's folder.
      if (real !== undefined && (real !== path || (!isAbsolute(text) && (await isThere(path)))))
        found.add(real);
    }
  }
  if (found.size > maxFound) throw tooLarge(`more than ${maxFound} links`);
  return [...found].sort();
}

/** The same for one upstream, with every folder that it may resolve from; one elsewhere sees no links of this host. */
export async function realPathsFor(
  { transport }: Pick<UpstreamConfig, 'transport'>,
  args: ToolContext['arguments'],
): Promise<string[]> {
  if (transport.type !== 'stdio') return [];
  const named = transport.args.filter((argument) => isAbsolute(argument));
  return await realPathsOf(args, [transport.cwd ?? process.cwd(), ...named]);
}

/** Strings that could be paths: `docs/x` may be a link as well as `/docs/x`. */
function stringsIn(value: Json): Set<string> {
  const strings = new Set<string>();
  const stack: Json[] = [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') {
      if (next.length > 0 && next.length <= maxLength && !/[\n\0]/u.test(next)) strings.add(next);
      if (strings.size > maxStrings) throw tooLarge(`more than ${maxStrings} strings`);
    } else if (typeof next === 'object' && next !== null) {
      stack.push(...Object.values<Json>(next));
    }
  }
  return strings;
}

/** The absolute paths that an upstream may take a text for. */
function readings(text: string, folders: readonly string[]): string[] {
  const plain = text.startsWith('file:') ? fromFileUrl(text) : text;
  if (plain === undefined) return [];
  const spellings = new Set([plain, plain.normalize('NFKC'), decoded(plain)]);
  return [...spellings].flatMap((spelling) => {
    if (/^~(?:\/|$)/u.test(spelling)) return [join(homedir(), spelling.slice(1))];
    if (isAbsolute(spelling)) return [trimmed(normalize(spelling))];
    return folders.map((folder) => trimmed(resolve(folder, spelling)));
  });
}

function fromFileUrl(text: string): string | undefined {
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function trimmed(path: string): string {
  return path.replace(/(.)\/$/u, '$1');
}

/** The end of every link in a path. What is not there yet lies where its folder, or the link in its place, leads. */
async function leadsTo(path: string, hops = 0): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    if (hops >= maxHops) return undefined;
    const folder = dirname(path);
    if (folder === path) return undefined;
    const target = await readlinkOf(path);
    if (target !== undefined) return await leadsTo(resolve(folder, target), hops + 1);
    const real = await leadsTo(folder, hops + 1);
    return real === undefined ? undefined : join(real, basename(path));
  }
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

async function readlinkOf(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : undefined;
  } catch {
    return undefined;
  }
}

function tooLarge(what: string): ZoError {
  return new ZoError({
    code: 'CALL_TOO_LARGE',
    message: `expected arguments that can be judged, found ${what}`,
  });
}

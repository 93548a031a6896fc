import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, basename, resolve } from 'node:path';
import type { ToolContext } from '@zoqore/runtime';

type Json = ToolContext['arguments'][string];

/** Each costs a few system calls; a call that names more paths than this is judged by their text alone. */
const maxPaths = 256;
const maxLength = 4096;

/**
 * Where the paths among a call's arguments really lead, for an upstream on this host: those that differ from what they
 * say, because a link stands in them. Nothing is opened, so a FIFO cannot hang it. Sorted, without repeats.
 */
export async function realPathsOf(args: ToolContext['arguments'], directory: string): Promise<string[]> {
  const named = new Set<string>();
  collect(args, named);
  const resolved = await Promise.all([...named].map((path) => realPathOf(path, directory)));
  return [...new Set(resolved.filter((path) => path !== undefined))].sort();
}

/** Strings that could be paths: `docs/x` may be a link as well as `/docs/x`. */
function collect(value: Json, named: Set<string>): void {
  const stack: Json[] = [value];
  for (let next = stack.pop(); next !== undefined && named.size < maxPaths; next = stack.pop()) {
    if (typeof next === 'string') {
      if (next.length > 0 && next.length <= maxLength && !/[\n\0]/u.test(next)) named.add(next);
    } else if (typeof next === 'object' && next !== null) {
      stack.push(...Object.values<Json>(next));
    }
  }
}

async function realPathOf(text: string, directory: string): Promise<string | undefined> {
  const path = isAbsolute(text) ? normalize(text) : resolve(directory, text);
  const real = await deepest(path);
  return real === undefined || real === path.replace(/(.)\/$/u, '$1') ? undefined : real;
}

/** A file that is yet to be written lies where its folder leads. */
async function deepest(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    if (parent === path) return undefined;
    const real = await deepest(parent);
    return real === undefined ? undefined : join(real, basename(path));
  }
}

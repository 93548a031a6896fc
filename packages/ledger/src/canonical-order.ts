/** What `JSON.stringify` would not write as RFC 8785 wants it, or what is no JSON at all. */
export const unordered: unique symbol = Symbol('unordered');

/** How much may be looked at. */
export interface OrderBounds {
  readonly maxDepth: number;
  /** Values, and UTF-16 code units of names and texts. */
  maxLength: number;
}

/**
 * The value with its members ordered by UTF-16 code units, so that `JSON.stringify` writes canonical JSON if no text in it
 * holds a lone surrogate: the very same value where it is in order already. `unordered` for whatever leaves a doubt;
 * a stricter writer must decide then.
 */
export function inCanonicalOrder(value: unknown, bounds: OrderBounds, depth = 0): unknown {
  bounds.maxLength -= typeof value === 'string' ? value.length : 1;
  if (bounds.maxLength < 0) return unordered;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') {
    // Of whole numbers only safe ones, of others only finite ones: these print as ECMAScript prints them.
    return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))
      ? value
      : unordered;
  }
  if (typeof value !== 'object' || depth >= bounds.maxDepth) return unordered;
  return Array.isArray(value)
    ? orderedList(value, bounds, depth)
    : orderedObject(value as Record<string, unknown>, bounds, depth);
}

function orderedList(list: readonly unknown[], bounds: OrderBounds, depth: number): unknown {
  if ('toJSON' in list) return unordered;
  let copy: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const member = list[at];
    const ordered = inCanonicalOrder(member, bounds, depth + 1);
    if (ordered === unordered) return unordered;
    if (ordered !== member) copy ??= list.slice(0, at);
    copy?.push(ordered);
  }
  return copy ?? list;
}

function orderedObject(object: Record<string, unknown>, bounds: OrderBounds, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(object);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in object) return unordered;
  const names = Object.keys(object);
  let before = '';
  let isInOrder = true;
  let changed: Map<string, unknown> | undefined;
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    bounds.maxLength -= name.length;
    if (name < before) isInOrder = false;
    before = name;
    const member = object[name];
    const ordered = inCanonicalOrder(member, bounds, depth + 1);
    if (ordered === unordered) return unordered;
    if (ordered !== member) (changed ??= new Map()).set(name, ordered);
  }
  if (isInOrder && changed === undefined) return object;
  // Objects keep numbers before other names whatever the order of insertion, and `__proto__` is no plain member.
  if (names.some((name) => name === '__proto__' || (!isInOrder && /^\d/.test(name)))) return unordered;
  if (!isInOrder) sortNames(names);
  const copy: Record<string, unknown> = {};
  for (const name of names) copy[name] = changed?.has(name) === true ? changed.get(name) : object[name];
  return copy;
}

/** By UTF-16 code units. The engine's sort takes more than a kilobyte to begin with; mostly there are a few names. */
function sortNames(names: string[]): void {
  if (names.length > 8) {
    names.sort();
    return;
  }
  for (let at = 1; at < names.length; at += 1) {
    const name = names[at] ?? '';
    let to = at;
    for (; to > 0 && (names[to - 1] ?? '') > name; to -= 1) names[to] = names[to - 1] ?? '';
    names[to] = name;
  }
}

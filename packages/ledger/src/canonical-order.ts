/** What `JSON.stringify` would not write as RFC 8785 wants it, or what is no JSON at all. */
export const unordered: unique symbol = Symbol('unordered');

/** How much may be looked at. */
export interface OrderBounds {
  readonly maxDepth: number;
  /** UTF-16 code units of names and texts. */
  maxLength: number;
}

/**
 * The value with its members ordered by UTF-16 code units, so that `JSON.stringify` writes canonical JSON: the very same
 * value where it is in order already. `unordered` for whatever leaves a doubt; a stricter writer must decide then.
 */
export function inCanonicalOrder(value: unknown, bounds: OrderBounds, depth = 0): unknown {
  if (typeof value === 'string') {
    bounds.maxLength -= value.length;
    return bounds.maxLength >= 0 && value.isWellFormed() ? value : unordered;
  }
  if (typeof value === 'number') {
    // Of whole numbers only safe ones, of others only finite ones: these print as ECMAScript prints them.
    return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))
      ? value
      : unordered;
  }
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object' || depth >= bounds.maxDepth) return unordered;
  return Array.isArray(value) ? orderedList(value, bounds, depth) : orderedObject(value, bounds, depth);
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

function orderedObject(value: object, bounds: OrderBounds, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return unordered;
  const members = value as Record<string, unknown>;
  const names = Object.keys(value);
  let isSame = true;
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    bounds.maxLength -= name.length;
    if (!name.isWellFormed()) return unordered;
    if (at > 0 && (names[at - 1] ?? '') > name) isSame = false;
  }
  // Objects keep numbers before other names whatever the order of insertion, and `__proto__` is no plain member.
  if (!isSame && names.some((name) => name === '__proto__' || /^\d/.test(name))) return unordered;
  if (!isSame) names.sort();
  const ordered: unknown[] = [];
  for (const name of names) {
    const member = members[name];
    const inOrder = inCanonicalOrder(member, bounds, depth + 1);
    if (inOrder === unordered) return unordered;
    isSame &&= inOrder === member;
    ordered.push(inOrder);
  }
  if (isSame) return value;
  return names.includes('__proto__')
    ? unordered
    : Object.fromEntries(names.map((name, at) => [name, ordered[at]]));
}

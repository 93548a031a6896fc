/** One reason why a JSON value cannot be judged. `path` is dotted from the root. */
export interface JsonFault {
  readonly path: string;
  readonly message: string;
}

export interface JsonBounds {
  readonly maxDepth: number;
  readonly maxNodes: number;
}

/** Of what callers send. */
export const requestBounds: JsonBounds = { maxDepth: 48, maxNodes: 50_000 };

/**
 * The first thing in a parsed JSON value that canonical JSON cannot carry or that would cost too much: depth,
 * number of nodes, lone surrogates, NUL, numbers that are not finite or not exact, a `__proto__` key.
 * Iterative, because the value is hostile and may be nested deeper than the stack.
 */
export function findJsonFault(root: unknown, bounds: JsonBounds): JsonFault | undefined {
  const stack: { value: unknown; path: string; depth: number }[] = [{ value: root, path: '', depth: 0 }];
  let nodes = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { value, path, depth } = node;
    if (++nodes > bounds.maxNodes) return { path, message: `expected at most ${bounds.maxNodes} values` };
    const fault = scalarFault(value);
    if (fault !== undefined) return { path, message: fault };
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= bounds.maxDepth)
      return { path, message: `expected at most ${bounds.maxDepth} levels of nesting` };
    for (const [key, child] of Object.entries(value)) {
      const childPath = path === '' ? shorten(key) : `${path}.${shorten(key)}`;
      if (key === '__proto__') return { path: childPath, message: 'expected no key named `__proto__`' };
      const keyFault = textFault(key);
      if (keyFault !== undefined) return { path: childPath, message: `${keyFault} in a key` };
      stack.push({ value: child, path: childPath, depth: depth + 1 });
    }
  }
  return undefined;
}

function scalarFault(value: unknown): string | undefined {
  if (typeof value === 'string') return textFault(value);
  if (typeof value !== 'number') return undefined;
  if (!Number.isFinite(value)) return 'expected a finite number';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'expected an integer within ±(2^53 − 1), or a string';
  }
  return undefined;
}

function textFault(text: string): string | undefined {
  if (!text.isWellFormed()) return 'expected well-formed Unicode, found a lone surrogate';
  if (text.includes('\0')) return 'expected text without NUL';
  return undefined;
}

// A path made of hostile keys must not grow the error beyond the request.
function shorten(key: string): string {
  return key.length > 64 ? `${key.slice(0, 64)}…` : key;
}

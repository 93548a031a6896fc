import { findSecrets } from './find-secrets.ts';

/** The text with every recognisable secret replaced by `[redacted:<kind>]`, and how many there were. */
export function redactSecrets(text: string): { readonly text: string; readonly count: number } {
  const found = findSecrets(text);
  if (found.length === 0) return { text, count: 0 };
  const parts: string[] = [];
  let from = 0;
  for (const { kind, start, end } of found) {
    parts.push(text.slice(from, start), `[redacted:${kind}]`);
    from = end;
  }
  parts.push(text.slice(from));
  return { text: parts.join(''), count: found.length };
}

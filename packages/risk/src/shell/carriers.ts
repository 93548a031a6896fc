import type { Argument, Step } from './step.ts';

export type Carriers = Map<string, readonly Step[]>;

/** Programs that make any bytes fit into a name or an address. */
const ENCODERS: ReadonlySet<string> = new Set(
  'base64 base32 basenc xxd od hexdump uuencode gzip xz zstd openssl gpg tar zip env printenv'.split(' '),
);
const MAX_CARRIERS = 256;

/** Remembers a variable when what fills it comes out of an encoder. */
export function noteCarrier(carriers: Carriers, name: string, steps: readonly Step[]): void {
  const made = steps.filter(({ program }) => ENCODERS.has(program));
  if (made.length > 0 && carriers.size < MAX_CARRIERS) carriers.set(name, made);
}

/** What the variables among these words carry: `dig $chunk.example.net`. */
export function carriedBy(carriers: Carriers, args: readonly Argument[]): readonly Step[] {
  if (carriers.size === 0) return [];
  const found = new Set<Step>();
  for (const { text, isKnown } of args) {
    if (isKnown || text.length > 4096) continue;
    for (const [, name = ''] of text.matchAll(/\$\{?(\w+)/g))
      for (const step of carriers.get(name) ?? []) found.add(step);
  }
  return [...found];
}

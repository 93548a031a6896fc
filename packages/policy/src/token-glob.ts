import { compileNameGlob } from './name-glob.ts';
import type { Wildcard } from './wildcard.ts';

/** One glob per argument, from the first on. */
export interface TokenGlob {
  readonly tokens: readonly (readonly Wildcard[])[];
  /** True when no argument may follow. */
  readonly isWhole: boolean;
}

/**
 * `run test*` is two token globs. Arguments may follow unless the last token is `$`; `$` alone means no
 * arguments at all.
 *
 * @throws SyntaxError saying what is wrong with the pattern
 */
export function compileTokenGlob(pattern: string): TokenGlob {
  const words = pattern.split(/\s+/).filter((word) => word !== '');
  const isWhole = words.at(-1) === '$';
  if (isWhole) words.pop();
  if (words.length === 0 && !isWhole) throw new SyntaxError('holds no token');
  return { tokens: words.map(compileNameGlob), isWhole };
}

export function matchesTokenGlob(glob: TokenGlob, argv: readonly string[]): boolean {
  if (argv.length < glob.tokens.length) return false;
  if (glob.isWhole && argv.length > glob.tokens.length) return false;
  return glob.tokens.every((token, at) => token.some((wildcard) => wildcard.matches(argv[at] ?? '')));
}

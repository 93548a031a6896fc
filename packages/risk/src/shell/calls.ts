import { forEachChild, type SyntaxNode } from 'unbash';
import type { Argument, Step } from './step.ts';
import type { Call } from './walk-line.ts';

/** A name does not call itself while it is expanded: `alias ls='ls -l'`. */
export function whileUndefined(calls: Map<string, Call>, name: string, expand: () => Step[]): Step[] {
  const call = calls.get(name);
  calls.delete(name);
  const found = expand();
  if (call !== undefined) calls.set(name, call);
  return found;
}

/** A function that mentions what it is called with. */
export function usesItsWords(body: SyntaxNode): boolean {
  let isHit = false;
  let seen = 0;
  const seek = (node: SyntaxNode): void => {
    if (isHit || seen++ > 256) return;
    if (node.type === 'Word') isHit = /\$\{?[@*1-9]/.test(node.text.slice(0, 4096));
    else forEachChild(node, seek);
  };
  seek(body);
  return isHit || seen > 256;
}

/** The argument as it may stand in a line of its own. */
export const quote = ({ text, isKnown }: Argument): string =>
  isKnown ? `'${text.replaceAll("'", "'\\''")}'` : text;

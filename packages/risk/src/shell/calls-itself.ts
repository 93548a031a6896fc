import { forEachChild, type SyntaxNode } from 'unbash';

/** A function that starts itself through a pipe or in the background multiplies without end. */
export function callsItself(node: SyntaxNode & { type: 'Function' }): boolean {
  const name = node.name.value;
  let isHit = false;
  const seek = (inner: SyntaxNode, isSpawning: boolean, depth: number): void => {
    if (isHit || depth > 64) return;
    if (inner.type === 'Command' && inner.name?.value === name) isHit = isSpawning;
    const spawns =
      isSpawning || inner.type === 'Pipeline' || (inner.type === 'Statement' && inner.background === true);
    if (inner.type !== 'Word') forEachChild(inner, (child) => seek(child, spawns, depth + 1));
  };
  seek(node.body, false, 0);
  return isHit;
}

import { forEachChild, type SyntaxNode } from 'unbash';

/** Commands that let a loop wait or end. */
const PAUSES: ReadonlySet<string> = new Set(
  'sleep usleep wait read break exit return select inotifywait fswatch entr timeout flock'.split(' '),
);
/** Commands that cost nothing by themselves or only fill: a loop of nothing else is no work. */
const CHEAP: ReadonlySet<string> = new Set(
  ': true false echo printf mkdir cd pushd touch cp cat dd head yes mktemp openssl ln tee curl wget ping nc fork date'.split(
    ' ',
  ),
);
const MANY = 1000;
const MAX_NODES = 256;

/** `spawns`: starts processes without end. `spins`: turns without end, waiting for nothing. */
export type EndlessLoop = 'spawns' | 'spins';

export function judgeLoop(node: SyntaxNode): EndlessLoop | undefined {
  if (node.type === 'For') {
    const many = node.wordlist?.some(({ text }) => countOf(text) >= MANY) === true;
    const { hasBackground, programs } = look(node.body);
    return many && hasBackground && !programs.some((name) => PAUSES.has(name)) ? 'spawns' : undefined;
  }
  if (!isEndless(node) || !('body' in node)) return undefined;
  const { hasBackground, programs } = look(node.body as SyntaxNode);
  if (programs.some((name) => PAUSES.has(name))) return undefined;
  if (hasBackground) return 'spawns';
  return programs.every((name) => CHEAP.has(name)) ? 'spins' : undefined;
}

function isEndless(node: SyntaxNode): boolean {
  if (node.type === 'ArithmeticFor') return node.test === undefined;
  if (node.type !== 'While') return false;
  const { programs } = look(node.clause);
  const [program] = programs;
  if (node.kind === 'until') return program === 'false' && programs.length === 1;
  return programs.length === 1 && (program === 'true' || program === ':');
}

/** `{1..5000}`, `$(seq 5000)`: how often the loop turns. */
function countOf(text: string): number {
  const end = /^\{\d{1,9}\.\.(\d{1,9})\}$|^\$\(seq (?:\d{1,9} )?(\d{1,9})\)$/.exec(text);
  return Number(end?.[1] ?? end?.[2] ?? 0);
}

function look(node: SyntaxNode): { hasBackground: boolean; programs: string[] } {
  const programs: string[] = [];
  let hasBackground = false;
  let seen = 0;
  const visit = (one: SyntaxNode): void => {
    if (seen++ > MAX_NODES) return;
    if (one.type === 'Statement' && one.background === true) {
      // What waits in the background does not hold the loop up.
      hasBackground = true;
      return;
    }
    if (one.type === 'Command') programs.push(one.name?.value ?? '');
    else if (one.type !== 'Word') forEachChild(one, visit);
  };
  visit(node);
  return { hasBackground, programs };
}

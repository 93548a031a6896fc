import type { Random } from '../random.ts';

/** A glob for a name, built around a text that it may match. */
export function nameGlob(random: Random, text: string): string {
  const chars = Array.from(text);
  if (random.chance(0.35)) return chars.map(escaped).join('') || '*';
  if (random.chance(0.1)) return random.pick(['*', '**', '?', '?*']);
  const glob = chars.map((char) => wild(random, char)).join('');
  const joined = `${random.chance(0.2) ? '*' : ''}${glob}${random.chance(0.2) ? '*' : ''}`;
  const braced = random.chance(0.15) ? `{${joined},${chars.map(escaped).join('')}x}` : joined;
  return braced.replaceAll(/\*\*+/g, '*') || '*';
}

function wild(random: Random, char: string): string {
  const choice = random.int(0, 24);
  if (choice === 0) return '?';
  if (choice === 1) return '*';
  const code = char.codePointAt(0) ?? 0;
  // Sets whose ends are the character itself or its neighbours.
  if (choice === 2) return `[${bounded(code + random.int(-2, 0))}-${bounded(code + random.int(0, 2))}]`;
  if (choice === 3) return `[!${bounded(code + random.int(-1, 1))}]`;
  if (choice === 4) return `{${escaped(char)},${escaped('b')}}`;
  return escaped(char);
}

function bounded(code: number): string {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return escapedInSet(String.fromCodePoint(isSurrogate || code < 0 ? 0x61 : Math.min(code, 0x10ffff)));
}

function escapedInSet(char: string): string {
  return /[\]\\!^-]/.test(char) ? `\\${char}` : char;
}

function escaped(char: string): string {
  return /[\\*?[\]{},]/.test(char) ? `\\${char}` : char;
}

/** A path glob around a path. */
export function pathGlob(random: Random, path: string): string {
  const segments = path.split('/').filter((each) => each !== '');
  const from = random.chance(0.4) ? random.int(0, segments.length) : 0;
  const steps = segments.slice(from).map((segment) => {
    const choice = random.int(0, 9);
    if (choice === 0) return '**';
    if (choice === 1) return '*';
    return choice === 2 ? `*${escapedTail(segment)}` : nameGlob(random, segment).replaceAll('/', '?');
  });
  if (random.chance(0.3)) steps.push('**');
  const head =
    from === 0 ? random.pick(['/', '/', '/**/', '~/', './', '']) : random.pick(['**/', '**/', '/', '']);
  return (
    `${head}${steps.filter((step) => step !== '.' && step !== '..').join('/')}`.replace(/(?<=.)\/$/, '') ||
    '/'
  );
}

function escapedTail(segment: string): string {
  const dot = segment.lastIndexOf('.');
  return Array.from(segment.slice(Math.max(dot, 0)), escaped).join('');
}

/** What a sed script does beside editing: `e` runs a command, `w` and `r` name files. */
export interface SedScript {
  readonly runs: readonly string[];
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** Every line is deleted whatever it holds. */
  readonly empties: boolean;
}

const MAX_SCRIPT = 16_384;

/** Reads the commands of a sed script (POSIX and GNU) from left to right. */
export function readSedScript(script: string): SedScript {
  const found = { runs: [] as string[], writes: [] as string[], reads: [] as string[] };
  let at = 0;
  const text = script.slice(0, MAX_SCRIPT);
  const restOfLine = (): string => {
    const end = text.indexOf('\n', at);
    const rest = text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end;
    return rest.trim();
  };
  const delimited = (close: string): string => {
    const from = at;
    let isSet = false;
    while (at < text.length && (isSet || text.charAt(at) !== close) && text.charAt(at) !== '\n') {
      const sign = text.charAt(at);
      if (sign === '\\') at++;
      else if (sign === '[') isSet = true;
      else if (sign === ']') isSet = false;
      at++;
    }
    return text.slice(from, at++);
  };
  while (at < text.length) {
    const sign = text.charAt(at++);
    if (sign === '/') delimited('/');
    else if (sign === '\\') delimited(text.charAt(at++));
    else if (sign === '#') restOfLine();
    else if (sign === 's' || sign === 'y') {
      const close = text.charAt(at++);
      delimited(close);
      const replacement = delimited(close);
      const flags = /^[gpiImMe\d]*/.exec(text.slice(at, at + 16))?.[0] ?? '';
      at += flags.length;
      if (sign === 's' && flags.includes('e')) found.runs.push(replacement);
      if (sign === 's' && text.charAt(at) === 'w') {
        at++;
        found.writes.push(restOfLine());
      }
    } else if (sign === 'w' || sign === 'W') found.writes.push(restOfLine());
    else if (sign === 'r' || sign === 'R') found.reads.push(restOfLine());
    else if (sign === 'e') found.runs.push(restOfLine());
    else if (/[aicbtT:]/.test(sign)) {
      const end = /[bt:T]/.test(sign) ? /[;\n}]/.exec(text.slice(at))?.index : undefined;
      if (end === undefined) restOfLine();
      else at += end;
    }
  }
  return { ...found, empties: /^(?:1,\$|0~1)?\s{0,8}d;?$|^s(.)\.\*\1\1g?$/.test(text.trim()) };
}

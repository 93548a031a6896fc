/** How a language writes what is not code. */
export interface Notation {
  /** What opens a comment that ends with its line. */
  readonly comment?: '#' | '//' | '--' | ';';
  readonly blockComment?: true;
  /** `/…/` may be a pattern. */
  readonly patterns?: true;
  /** Perl's `s{…}{…}e`, `m!…!`, `q(…)`. */
  readonly perlQuotes?: true;
  /** Where quoted text holds code again: `${…}`, `#{…}`, `{…}` after an `f`. */
  readonly interpolates?: '${' | '#{' | '{' | '@{';
  /** Backquotes hold text and not a command line. */
  readonly backquoteIsText?: true;
}

export interface ReadCode {
  /** The code with every quoted text emptied, comments and patterns left out, interpolations kept. */
  readonly bare: string;
  /** What stood in quotes, escapes resolved. */
  readonly strings: readonly string[];
  /** Text in backquotes, where that is a command line. */
  readonly commands: readonly string[];
  /** A replacement or a pattern that is run as code. */
  readonly runsText: boolean;
}

const MAX_STRINGS = 256;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
/** After these words and signs a slash opens a pattern; after names and brackets it divides. */
const BEFORE_PATTERN =
  /(?:^|[(,=:[!&|?{};~+\n]|(?:^|[^\w$@%])(?:if|unless|and|or|not|return|split|grep|when|print|puts|while|until|case|in|typeof|map|x))[ \t]*$/;

/** Separates code from quoted text, once from left to right. What is left open reaches to the end. */
export function readCode(code: string, notation: Notation): ReadCode {
  const bare: string[] = [];
  const strings: string[] = [];
  const commands: string[] = [];
  let runsText = false;
  let at = 0;
  /** The end of a text that starts at `from`, and what stands in it. */
  const quoted = (from: number, close: string, open = ''): { text: string; end: number } => {
    let depth = 0;
    let end = from;
    while (end < code.length) {
      const sign = code.charAt(end);
      if (sign === '\\') end++;
      else if (close.length > 1 ? code.startsWith(close, end) : sign === close) {
        if (depth === 0) return { text: code.slice(from, end), end: end + close.length };
        depth--;
      } else if (open !== '' && sign === open) depth++;
      end++;
    }
    return { text: code.slice(from), end: code.length };
  };
  const addText = (text: string, interpolates: boolean): void => {
    if (strings.length < MAX_STRINGS) strings.push(unescapeText(text));
    bare.push('"');
    if (interpolates && notation.interpolates !== undefined)
      bare.push(...interpolations(text, notation.interpolates));
    bare.push('"');
  };
  while (at < code.length) {
    const sign = code.charAt(at);
    const before = code.charAt(at - 1);
    if (sign === '"' || sign === "'") {
      const triple = sign.repeat(3);
      const close = code.startsWith(triple, at) ? triple : sign;
      const { text, end } = quoted(at + close.length, close);
      addText(text, notation.interpolates === '{' ? /[fF]/.test(before) : sign === '"');
      at = end;
    } else if (sign === '`') {
      const { text, end } = quoted(at + 1, '`');
      if (notation.backquoteIsText === true) addText(text, true);
      else commands.push(text);
      at = end;
    } else if (startsComment(code, at, notation.comment, before)) {
      const end = code.indexOf('\n', at);
      at = end < 0 ? code.length : end;
    } else if (notation.blockComment === true && code.startsWith('/*', at)) {
      const end = code.indexOf('*/', at + 2);
      at = end < 0 ? code.length : end + 2;
    } else if (notation.perlQuotes === true && /[smqyt]/.test(sign) && !/[\w$@%&>:-]/.test(before)) {
      const opener = /^(?:s|m|qr|qw|qq|qx|q|tr|y)(?=[^\w\s,;=)>])/.exec(code.slice(at, at + 4))?.[0];
      if (opener === undefined) {
        const word = /^\w+/.exec(code.slice(at, at + 64))?.[0] ?? sign;
        bare.push(word);
        at += word.length;
        continue;
      }
      const delimiter = code.charAt(at + opener.length);
      const close = CLOSING[delimiter] ?? delimiter;
      let { text, end } = quoted(at + opener.length + 1, close, close === delimiter ? '' : delimiter);
      if (opener === 'qx') commands.push(text);
      else if (opener === 'q' || opener === 'qq' || opener === 'qw') addText(text, opener === 'qq');
      if (/^(?:s|m|qr)$/.test(opener) && /\(\?\??\{/.test(text)) runsText = true;
      if (/^(?:s|tr|y)$/.test(opener)) {
        const from = close === delimiter ? end : skipTo(code, end, delimiter);
        ({ text, end } = quoted(from, close, close === delimiter ? '' : delimiter));
        const flags = /^[a-z]*/.exec(code.slice(end, end + 12))?.[0] ?? '';
        if (/e.*e/.test(flags)) runsText = true;
        if (flags.includes('e')) {
          const { perlQuotes: _, ...withoutQuotes } = notation;
          const inner = readCode(text, withoutQuotes);
          bare.push(' ', inner.bare, ' ');
          commands.push(...inner.commands);
        } else bare.push(' ');
        end += flags.length;
      }
      at = end;
    } else if (
      sign === '/' &&
      notation.patterns === true &&
      BEFORE_PATTERN.test(code.slice(Math.max(0, at - 16), at))
    ) {
      const { text, end } = quoted(at + 1, '/');
      if (/\(\?\??\{/.test(text)) runsText = true;
      bare.push(' ');
      at = end;
    } else {
      bare.push(sign);
      at++;
    }
  }
  return { bare: bare.join(''), strings, commands, runsText };
}

function startsComment(code: string, at: number, comment: Notation['comment'], before: string): boolean {
  if (comment === undefined || !code.startsWith(comment, at)) return false;
  // `$#array` and `#{` are no comments, and in a URL `//` stands in quotes anyway.
  return comment !== '#' || (!/[$&\w]/.test(before) && code.charAt(at + 1) !== '{');
}

function skipTo(code: string, from: number, delimiter: string): number {
  const at = code.indexOf(delimiter, from);
  return at < 0 ? code.length : at + 1;
}

/** The code in `${…}` and its like, innermost braces only. */
function interpolations(text: string, opener: string): string[] {
  const found: string[] = [];
  for (
    let from = text.indexOf(opener);
    from >= 0 && found.length < 64;
    from = text.indexOf(opener, from + 1)
  ) {
    const end = text.indexOf('}', from);
    if (end < 0) break;
    found.push(' ', text.slice(from + opener.length, end), ' ');
    from = end;
  }
  return found;
}

function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u\{?([0-9a-f]{4})\}?|([0-7]{3})|([\s\S]))/gi,
    (_, hex?: string, wide?: string, octal?: string, plain?: string) => {
      const digits = hex ?? wide;
      if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      return plain === 'n' ? '\n' : plain === 't' ? '\t' : (plain ?? '');
    },
  );
}

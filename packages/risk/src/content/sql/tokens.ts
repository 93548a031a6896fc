const TOKEN =
  /[A-Za-z_#@][\w$#@]{0,127}|'(?:[^']|''){0,8192}'|[;"'`()[\],=]|\d{1,32}|\n[ \t]*\n|[<>!]=|<>|\|\||[^\s\w]/g;

/** A statement begins so; then what stands in single quotes is data, unless it is executed. */
const STATEMENT =
  /^\s{0,64}(?:(?:explain|begin|start transaction)\s{0,4};?\s{0,64})?(?:select|insert|update|delete|with|create|alter|drop|truncate|grant|revoke|merge|replace|comment|declare|do|exec(?:ute)?|prepare|set|use|copy|call)\b/i;

/** Between two pieces of one string: `'DR' || 'OP TABLE'`, `CONCAT('DR', 'OP TABLE')`. */
const STRUNG = /(?<=\w\s?)'\s{0,8}(?:\|\||\+|,)\s{0,8}'(?=\s?\w)/g;

/** Words of a text as SQL has them; comments are gone, and what `/*! … *\/` holds is there, as MySQL runs it. */
export interface SqlText {
  readonly tokens: readonly string[];
  /** What stands in quotes, which some statements execute. Pieces that are strung together are one. */
  readonly quoted: readonly string[];
}

export function readSql(text: string): SqlText {
  const plain = withoutComments(text).replace(STRUNG, '');
  const isStatement = STATEMENT.test(plain);
  const quoted: string[] = [];
  const tokens: string[] = [];
  for (const token of plain.match(TOKEN) ?? []) {
    if (token.length < 2 || !token.startsWith("'")) {
      tokens.push(token);
      continue;
    }
    const inner = token.slice(1, -1);
    if (isStatement) {
      quoted.push(inner);
      tokens.push(/^%+$/.test(inner) ? "'%'" : "''");
    } else {
      tokens.push("'", ...(inner.match(TOKEN) ?? []), "'");
    }
  }
  return { tokens, quoted };
}

/** An unclosed comment hides nothing. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let from = 0;
  const open = /\/\*!\d{0,6}|\/\*|(?:^|(?<=\s))--(?=\s|$)|^[ \t]{0,64}(?:#|\/\/)/gm;
  for (let match = open.exec(text); match !== null; match = open.exec(text)) {
    const [mark] = match;
    const isExecuted = mark.startsWith('/*!');
    const isBlock = mark.startsWith('/*');
    const end = text.indexOf(isBlock ? '*/' : '\n', match.index + mark.length);
    if (end < 0 && isBlock) break;
    parts.push(text.slice(from, match.index), ' ');
    from = end < 0 ? text.length : end + (isBlock ? 2 : 0);
    if (isExecuted) parts.push(text.slice(match.index + mark.length, end), ' ');
    open.lastIndex = from;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

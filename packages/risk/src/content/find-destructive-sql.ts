/** A statement that destroys data or widens who may touch it. */
export interface DestructiveSql {
  readonly finding: 'sql-destroys' | 'sql-unbounded' | 'sql-privilege' | 'sql-escape';
  readonly statement: string;
}

const OBJECT =
  /^(?:table|database|schema|index|view|user|role|function|procedure|trigger|type|domain|sequence|materialized|tablespace|keyspace|collection|extension|owned|column|constraint|login|publication|subscription|policy|event|server|partition|warehouse|stream|task|external|foreign|temporary|cascade)$/;
const TOKEN = /[A-Za-z_][\w$]{0,127}|[;"'`()[\],=]|\d{1,32}|\n[ \t]*\n|[^\s\w]/g;
const MAX_FOUND = 32;

/** Reads statements loosely by their tokens, in any letter case, comments left out, inside strings as well. */
export function findDestructiveSql(text: string): DestructiveSql[] {
  if (
    !/\b(?:drop|truncate|delete|update|alter|grant|revoke|outfile|dumpfile|xp_cmdshell|program|flushall|load_file)/i.test(
      text,
    )
  )
    return [];
  const found: DestructiveSql[] = [];
  const tokens = withoutComments(text).match(TOKEN) ?? [];
  for (let at = 0; at < tokens.length && found.length < MAX_FOUND; at++) {
    const finding = judgeAt(tokens, at);
    if (finding !== undefined) found.push({ finding, statement: tokens.slice(at, at + 4).join(' ') });
  }
  return found;
}

function judgeAt(tokens: readonly string[], at: number): DestructiveSql['finding'] | undefined {
  const word = (offset: number): string => tokens[at + offset]?.toLowerCase() ?? '';
  const isName = (offset: number): boolean => /^["'`[]?$|^[a-z_]/.test(word(offset)) && word(offset) !== '';
  switch (word(0)) {
    case 'drop':
      return OBJECT.test(word(1)) && isName(2) && !PROSE.test(word(2)) ? 'sql-destroys' : undefined;
    case 'truncate':
      if (word(1) === 'table') return isName(2) && !PROSE.test(word(2)) ? 'sql-destroys' : undefined;
      return isName(1) && startsStatement(tokens, at) && endsStatement(tokens, at + 2)
        ? 'sql-destroys'
        : undefined;
    case 'delete':
      if (word(1) !== 'from' || !isName(2)) return undefined;
      return startsStatement(tokens, at) ? judgeBounded(tokens, at + 2) : undefined;
    case 'update':
      return isName(1) && startsStatement(tokens, at) && hasBefore(tokens, at + 2, 'set', 6)
        ? judgeBounded(tokens, at + 2)
        : undefined;
    case 'alter':
      return word(1) === 'table' && hasBefore(tokens, at + 2, 'drop', 8) ? 'sql-destroys' : undefined;
    case 'grant':
    case 'revoke':
      return /^(?:all|select|insert|update|delete|usage|execute|superuser|create)$/.test(word(1)) &&
        (hasBefore(tokens, at + 2, 'on', 10) || word(1) === 'all')
        ? 'sql-privilege'
        : undefined;
    case 'into':
      return /^(?:outfile|dumpfile)$/.test(word(1)) ? 'sql-escape' : undefined;
    case 'xp_cmdshell':
    case 'load_file':
      return 'sql-escape';
    case 'copy':
      return hasBefore(tokens, at + 1, 'program', 12) ? 'sql-escape' : undefined;
    default:
      return undefined;
  }
}

/** `drop table and start again` is a sentence. */
const PROSE =
  /^(?:and|or|to|is|in|was|will|with|from|at|of|the|a|an|statement|statements|command|commands|operation|if you|then|when|as|for|on|but|so|because|syntax|query|queries)$/;

/** Without WHERE, or with one that is always true. */
function judgeBounded(tokens: readonly string[], from: number): DestructiveSql['finding'] | undefined {
  for (let at = from; at < Math.min(tokens.length, from + 400); at++) {
    const token = tokens[at]?.toLowerCase();
    if (token === ';') return 'sql-unbounded';
    if (token !== 'where') continue;
    const [left, operator, right] = tokens.slice(at + 1, at + 4).map((one) => one.toLowerCase());
    if (left === 'true' || (operator === '=' && left !== undefined && left === right)) return 'sql-unbounded';
    return undefined;
  }
  return endsStatement(tokens, from + 1) || hasBefore(tokens, from, 'set', 8) ? 'sql-unbounded' : undefined;
}

function startsStatement(tokens: readonly string[], at: number): boolean {
  const before = tokens[at - 1]?.toLowerCase();
  return before === undefined || /^(?:[;"'`(=>]|begin|then|do|else|as|sql|\n\s*\n|:)$/.test(before);
}

function endsStatement(tokens: readonly string[], at: number): boolean {
  for (let next = at; next < at + 6; next++) {
    const token = tokens[next];
    if (token === undefined || /^(?:[;"'`)]|\n\s*\n)$/.test(token)) return true;
    if (
      !/^(?:[.\w$[\]]|cascade|restart|identity)+$/i.test(token) ||
      (/^[a-z]+$/i.test(token) &&
        !/^(?:cascade|restrict|restart|identity|continue)$/i.test(token) &&
        tokens[next - 1] !== '.')
    )
      return false;
  }
  return false;
}

function hasBefore(tokens: readonly string[], from: number, word: string, limit: number): boolean {
  for (let at = from; at < Math.min(tokens.length, from + limit); at++) {
    const token = tokens[at]?.toLowerCase();
    if (token === word) return true;
    if (token === ';') return false;
  }
  return false;
}

/** `/*! … *\/` runs on MySQL, so it stays. An unclosed comment hides nothing. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let from = 0;
  const open = /\/\*(?!!)|(?:^|(?<=\s))--(?=\s|$)|^[ \t]{0,64}(?:#|\/\/)/gm;
  for (let match = open.exec(text); match !== null; match = open.exec(text)) {
    const isBlock = match[0] === '/*';
    const end = text.indexOf(isBlock ? '*/' : '\n', match.index + match[0].length);
    if (end < 0 && isBlock) break;
    parts.push(text.slice(from, match.index), ' ');
    from = end < 0 ? text.length : end + (isBlock ? 2 : 0);
    open.lastIndex = from;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

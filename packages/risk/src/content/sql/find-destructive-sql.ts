import { isAlwaysTrue } from './always-true.ts';
import { DROPS_TABLE, makesTable, STORE_MARKS, WAY_BACK } from './store-marks.ts';
import { readSql } from './tokens.ts';

/** A statement that destroys data, widens who may touch it or leaves the database. */
export interface DestructiveSql {
  readonly finding:
    | 'sql-destroys'
    | 'sql-unbounded'
    | 'sql-privilege'
    | 'sql-escape'
    | 'sql-injection'
    | 'sql-narrow-grant';
  readonly statement: string;
}

type Finding = DestructiveSql['finding'] | undefined;

const OBJECT =
  /^(?:table|database|schema|view|user|role|function|procedure|trigger|type|domain|sequence|materialized|tablespace|keyspace|collection|extension|owned|column|constraint|login|publication|subscription|policy|event|server|partition|warehouse|stream|task|external|foreign|cascade|measurement|series|bucket|graph|pluggable|cluster|tenant|dictionary|retention)$/;
const POSSIBLE =
  /drop|trunc|delete|update|alter|grant|revoke|merge|create|outfile|dumpfile|infile|xp_|sp_|program|flush|load_|lo_export|pg_read|pg_ls|openrowset|utl_|dblink|copy|attach|exec|destroy|clear|remove|shutdown|insert|rename|reset|purge|backup|pg_|lo_|benchmark|union|replication|\bdel\b|match|'\s*or\s|\$where|slaveof|replicaof|config|sync\(|call|\|\||concat|prepare/i;
const MAX_FOUND = 32;

/**
 * Reads statements loosely by their tokens, in any letter case, comments left out. Between single quotes of a statement
 * stands data, of any other text code. Of `DROP` only what cannot be made again counts: no index, no temporary table.
 */
export function findDestructiveSql(text: string): DestructiveSql[] {
  if (!POSSIBLE.test(text)) return [];
  const { tokens, quoted } = readSql(withCharacters(text));
  const found = judgeTokens(tokens);
  // What is executed as text is a statement as well; a name may still be strung to its end.
  if (EXECUTES.test(text)) {
    for (const inner of quoted)
      found.push(...judgeTokens(readSql(`${inner}${/\s$/.test(inner) ? 'x' : ''}`).tokens));
  }
  return [...found, ...findByStore(text)].slice(0, MAX_FOUND);
}

/** `CHAR(68)+CHAR(82)` as the string that it makes. */
function withCharacters(text: string): string {
  return text.replace(
    /\bn?cha?r\(\s?(\d{2,3})\s?\)/gi,
    (_, code: string) => `'${String.fromCharCode(Number(code))}'`,
  );
}

const EXECUTES =
  /\b(?:exec(?:ute)?|prepare|sp_executesql|open\s{1,4}\w{1,64}\s{1,4}for|program|dblink\w{0,16})\b/i;

function findByStore(text: string): DestructiveSql[] {
  const found: DestructiveSql[] = [];
  for (const { finding, pattern } of STORE_MARKS) {
    const match = pattern.exec(text);
    if (match !== null) found.push({ finding, statement: match[0].trim().slice(0, 80) });
  }
  let seen = 0;
  for (const match of text.matchAll(DROPS_TABLE)) {
    if (++seen > MAX_FOUND) break;
    const [statement, name = ''] = match;
    const isWayBack = WAY_BACK.test(text.slice(Math.max(0, match.index - 200), match.index));
    if (!isWayBack && !makesTable(name).test(text)) found.push({ finding: 'sql-destroys', statement });
  }
  return found;
}

function judgeTokens(tokens: readonly string[]): DestructiveSql[] {
  const found: DestructiveSql[] = [];
  const temporary = temporaryTables(tokens);
  for (let at = 0; at < tokens.length && found.length < MAX_FOUND; at++) {
    const finding = judgeAt(tokens, at, temporary);
    if (finding !== undefined) found.push({ finding, statement: tokens.slice(at, at + 4).join(' ') });
  }
  return found;
}

/** Names after `CREATE TEMP TABLE`, in lower case. */
function temporaryTables(tokens: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [at, token] of tokens.entries()) {
    if (!/^temp(?:orary)?$/i.test(token) || tokens[at + 1]?.toLowerCase() !== 'table') continue;
    const isGuarded = tokens[at + 2]?.toLowerCase() === 'if';
    names.add(tokens[at + (isGuarded ? 5 : 2)]?.toLowerCase() ?? '');
  }
  return names;
}

function judgeAt(tokens: readonly string[], at: number, temporary: ReadonlySet<string>): Finding {
  const word = (offset: number): string => tokens[at + offset]?.toLowerCase() ?? '';
  const isName = (offset: number): boolean =>
    /^["'`[{$%:]?$|^[a-z_#@]|^''$/.test(word(offset)) && word(offset) !== '';
  switch (word(0)) {
    case 'drop':
      return judgeDrop(tokens, at, temporary);
    case 'truncate':
      if (word(1) === 'table') return isName(2) && !PROSE.test(word(2)) ? 'sql-destroys' : undefined;
      return isName(1) &&
        startsStatement(tokens, at) &&
        !isSpoken(tokens, at) &&
        isEnd(tokens[afterName(tokens, at + 1)])
        ? 'sql-destroys'
        : undefined;
    case 'delete':
      if (!startsStatement(tokens, at) || isSpoken(tokens, at)) return undefined;
      if (word(1) === 'from' && isName(2) && !PROSE.test(word(2))) return judgeBounded(tokens, at + 2);
      // `DELETE orders`, as some databases have it, alone in its text
      if (at === 0 && /^[a-z_]\w*$/.test(word(1)) && (tokens.length === 2 || word(2) === ';'))
        return 'sql-unbounded';
      // `DELETE o FROM orders o JOIN …`
      return isName(1) &&
        !PROSE.test(word(1)) &&
        hasBefore(tokens, at + 2, 'from', 4) &&
        isSqlAfter(tokens, at + 3)
        ? judgeBounded(tokens, at + 3)
        : undefined;
    case 'update':
      return isName(1) &&
        startsStatement(tokens, at) &&
        !isSpoken(tokens, at) &&
        hasBefore(tokens, at + 2, 'set', 6)
        ? CATALOGUE.test(word(1))
          ? 'sql-privilege'
          : judgeBounded(tokens, at + 2)
        : undefined;
    case 'merge':
      return judgeMerge(tokens, at);
    case 'alter':
      return judgeAlter(tokens, at);
    case 'insert':
      if (word(1) === 'into' && CATALOGUE.test(word(2))) return 'sql-privilege';
      return word(1) === 'overwrite' && /^(?:table|into|directory)$/.test(word(2))
        ? 'sql-unbounded'
        : undefined;
    case 'rename':
      return word(1) === 'table' && startsStatement(tokens, at) ? 'sql-destroys' : undefined;
    case 'reassign':
      return word(1) === 'owned' ? 'sql-privilege' : undefined;
    case 'reset':
      return word(1) === 'master' || word(1) === 'slave' ? 'sql-destroys' : undefined;
    case 'purge':
      return /^(?:binary|master|recyclebin|dba_recyclebin)$/.test(word(1)) ? 'sql-destroys' : undefined;
    case 'shutdown':
      return at === 0 && (tokens.length === 1 || /^(?:;|with|immediate|abort|nosave|save)$/.test(word(1)))
        ? 'sql-escape'
        : undefined;
    case 'backup':
      return word(1) === 'database' && hasNear(tokens, at + 2, /^(?:disk|url)$/, 12, 'to')
        ? 'sql-escape'
        : undefined;
    case 'set':
      if (word(1) === 'global') return startsStatement(tokens, at) ? 'sql-privilege' : undefined;
      return hasBefore(tokens, at + 1, 'session_replication_role', 3) ? 'sql-privilege' : undefined;
    case 'create':
      if (word(1) === 'or' && word(2) === 'replace' && word(3) === 'table') return 'sql-destroys';
      if (/^(?:user|role|login)$/.test(word(1)))
        return grantsEverything(tokens, at + 2) ? 'sql-privilege' : undefined;
      return word(1) === 'server' ||
        hasNear(tokens, at + 1, /^(?:plpython\w*|plperlu|plsh|java|c)$/, 40, 'language')
        ? 'sql-escape'
        : undefined;
    case 'grant':
    case 'revoke':
      return judgeGrant(tokens, at);
    case 'into':
      return /^(?:outfile|dumpfile)$/.test(word(1)) ? 'sql-escape' : undefined;
    case 'load':
      return word(1) === 'data' && hasBefore(tokens, at + 2, 'infile', 5) ? 'sql-escape' : undefined;
    case 'copy':
      return hasBefore(tokens, at + 1, 'program', 16) ? 'sql-escape' : undefined;
    case 'attach':
      return word(1) === 'database' && startsStatement(tokens, at) ? 'sql-escape' : undefined;
    case 'openrowset':
    case 'load_file':
    case 'load_extension':
    case 'lo_export':
    case 'lo_import':
    case 'pg_sleep':
    case 'pg_terminate_backend':
    case 'pg_read_file':
    case 'pg_read_binary_file':
    case 'pg_ls_dir':
    case 'sys_exec':
    case 'sys_eval':
      return word(1) === '(' && word(2) !== ')' ? 'sql-escape' : undefined;
    default:
      return /^(?:xp_(?:cmdshell|dirtree|regwrite|regread|fileexist)|sp_oacreate|sp_add(?:srv)?rolemember|sp_addextendedproc|utl_(?:http|file|tcp|smtp))$/.test(
        word(0),
      )
        ? 'sql-escape'
        : undefined;
  }
}

/** Where a database keeps who may do what, and what it is made of. */
const CATALOGUE =
  /^(?:pg_authid|pg_database|pg_catalog|pg_class|pg_proc|mysql|sqlite_master|sqlite_schema|sys|information_schema)$/;

/** `drop table and start again` is a sentence. */
const PROSE =
  /^(?:and|or|to|is|in|was|will|with|from|at|of|the|a|an|statement|statements|command|commands|operation|operations|then|when|as|for|on|but|so|because|syntax|query|queries|by|without|before|after|should|must|can|cannot|that|this|these|those|your|my|any|all|permission|permissions|privilege|privileges)$/;

function judgeDrop(tokens: readonly string[], at: number, temporary: ReadonlySet<string>): Finding {
  const word = (offset: number): string => tokens[at + offset]?.toLowerCase() ?? '';
  if (!OBJECT.test(word(1))) return undefined;
  const isGuarded = word(2) === 'if' && word(3) === 'exists';
  const name = word(isGuarded ? 4 : 2);
  if (name === '' || !/^["'`[{$%:]?$|^[a-z_#@]/.test(name) || PROSE.test(name)) return undefined;
  const isTemporary =
    name.startsWith('#') || temporary.has(name) || /^(?:pg_temp\w*|te?mp|te?mp_\w+|\w+_te?mp)$/.test(name);
  return isTemporary ? undefined : 'sql-destroys';
}

function judgeAlter(tokens: readonly string[], at: number): Finding {
  const what = tokens[at + 1]?.toLowerCase() ?? '';
  if (what === 'table') {
    if (PROSE.test(tokens[at + 2]?.toLowerCase() ?? '')) return undefined;
    if (hasBefore(tokens, at + 2, 'drop', 8) || hasBefore(tokens, at + 2, 'truncate', 6))
      return 'sql-destroys';
    if (
      hasNear(tokens, at + 2, /^(?:row|trigger)$/, 10, 'disable') ||
      hasNear(tokens, at + 2, /^force$/, 10, 'no')
    )
      return 'sql-privilege';
    // ClickHouse deletes rows so.
    return hasBefore(tokens, at + 2, 'delete', 8) ? judgeBounded(tokens, at + 2) : undefined;
  }
  if (/^(?:user|role|login)$/.test(what))
    return grantsEverything(tokens, at + 2) ? 'sql-privilege' : undefined;
  return what === 'system' && startsStatement(tokens, at) ? 'sql-escape' : undefined;
}

function grantsEverything(tokens: readonly string[], from: number): boolean {
  return tokens
    .slice(from, from + 24)
    .some((one) =>
      /^(?:superuser|createrole|createdb|bypassrls|replication|sysadmin|sysdba|password|identified)$/i.test(
        one,
      ),
    );
}

/** To one role on one thing is how rights are given; everything, to everybody, or to hand on is not. */
function judgeGrant(tokens: readonly string[], at: number): Finding {
  const words = tokens.slice(at, at + 40).map((token) => token.toLowerCase());
  const end = words.indexOf(';');
  const statement = end < 0 ? words : words.slice(0, end);
  const to = statement.indexOf('to');
  const isGrant = statement[0] === 'grant';
  const isRight =
    /^(?:all|select|insert|update|delete|usage|execute|superuser|create|drop|alter|connect|file|process|reload|shutdown|super)$/.test(
      statement[1] ?? '',
    ) &&
    (statement.includes('on') || statement[1] === 'all' || to > 0);
  const isRole =
    /^(?:\w*(?:admin|owner|superuser|super|dba|root|sysadmin)\w*|pg_(?:execute|read|write)_\w+)$/.test(
      statement[1] ?? '',
    ) && to === 2;
  if (!isRight && !(isGrant && isRole)) return undefined;
  if (!isGrant) return 'sql-narrow-grant';
  const isWide =
    isRole ||
    statement[1] === 'all' ||
    /^(?:superuser|file|process|shutdown|super|drop|alter)$/.test(statement[1] ?? '') ||
    statement[to + 1] === 'public' ||
    statement.join(' ').includes('with grant option') ||
    statement.join(' ').includes('with admin option') ||
    statement.join('').includes('on*.*');
  return isWide ? 'sql-privilege' : 'sql-narrow-grant';
}

function judgeMerge(tokens: readonly string[], at: number): Finding {
  const words = tokens.slice(at, at + 200).map((token) => token.toLowerCase());
  const on = words.indexOf('on');
  const when = words.indexOf('when');
  const deletes = words.some((word, index) => word === 'delete' && words[index - 1] === 'then');
  return words[1] === 'into' &&
    deletes &&
    on > 0 &&
    isAlwaysTrue(words.slice(on + 1, when < 0 ? undefined : when))
    ? 'sql-unbounded'
    : undefined;
}

const CLAUSE = /^(?:;|returning|order|limit|group|union|"|`|\n\s*\n|option|end|go)$/;

/** Without WHERE, or with one that is always true. `from` is where the name of the table begins. */
function judgeBounded(tokens: readonly string[], from: number): Finding {
  const limit = Math.min(tokens.length, from + 400);
  for (let at = from; at < limit; at++) {
    const token = tokens[at]?.toLowerCase() ?? '';
    if (token === ';') return 'sql-unbounded';
    if (token !== 'where') continue;
    const condition: string[] = [];
    for (let next = at + 1; next < Math.min(limit, at + 80); next++) {
      const one = tokens[next]?.toLowerCase() ?? '';
      if (CLAUSE.test(one)) break;
      condition.push(one);
    }
    return isAlwaysTrue(condition) ? 'sql-unbounded' : undefined;
  }
  const after = afterName(tokens, from);
  return isEnd(tokens[after]) ||
    hasBefore(tokens, from, 'set', 8) ||
    /^(?:using|join|inner|left|cross)$/i.test(tokens[after] ?? '')
    ? 'sql-unbounded'
    : undefined;
}

const FOLLOWS = /^(?:set|where|join|inner|left|cross|using|returning)$/i;

/** Behind a table's name, in quotes or not, with its schema and an alias; `{table}` and `" + table` are names as well. */
function afterName(tokens: readonly string[], from: number): number {
  let at = from;
  if (/^only$/i.test(tokens[at] ?? '')) at++;
  for (;;) {
    const open = tokens[at] ?? '';
    if (/^["`'[]$/.test(open) && /^[+.|&]$/.test(tokens[at + 1] ?? '')) return tokens.length;
    if (/^["`[]$/.test(open)) at += 3;
    else if (/^[{$%:<]$/.test(open)) {
      const close = tokens.slice(at, at + 8).findIndex((one) => /^[}%>]$/.test(one));
      at += close < 1 ? 2 : close + 1;
    } else at++;
    if (tokens[at] === '.') at++;
    else if (tokens[at] === ',') at++;
    else break;
  }
  if (/^as$/i.test(tokens[at] ?? '')) return at + 2;
  const isAlias = /^[a-z_]\w{0,31}$/i.test(tokens[at] ?? '') && FOLLOWS.test(tokens[at + 1] ?? '');
  return isAlias && !FOLLOWS.test(tokens[at] ?? '') ? at + 1 : at;
}

function isEnd(token: string | undefined): boolean {
  return (
    token === undefined ||
    /^(?:[;"'`)|$]|''|\n\s*\n|go|end|commit|returning|limit|order|cascade|restart|restrict|continue)$/i.test(
      token,
    )
  );
}

/** `delete photo from album` is a sentence; after the table comes another word of SQL, or nothing. */
function isSqlAfter(tokens: readonly string[], from: number): boolean {
  const words = tokens.slice(from, from + 8).map((token) => token.toLowerCase());
  return words.some((word) => /^(?:join|where|inner|left|;)$/.test(word));
}

/** `Delete from cart` on a button: nobody writes a statement so. */
function isSpoken(tokens: readonly string[], at: number): boolean {
  return /^[A-Z][a-z]+$/.test(tokens[at] ?? '') && !tokens.slice(at, at + 40).includes(';');
}

function startsStatement(tokens: readonly string[], at: number): boolean {
  const before = tokens[at - 1]?.toLowerCase();
  return (
    before === undefined ||
    /^(?:[;"'`(=>|]|begin|then|do|else|as|sql|loop|explain|analyze|verbose|\n\s*\n|:|\)|\$|@\w*|go)$/.test(
      before,
    )
  );
}

function hasBefore(tokens: readonly string[], from: number, word: string, limit: number): boolean {
  for (let at = from; at < Math.min(tokens.length, from + limit); at++) {
    const token = tokens[at]?.toLowerCase();
    if (token === word) return true;
    if (token === ';') return false;
  }
  return false;
}

/** `after` directly before a word of the form `pattern`. */
function hasNear(
  tokens: readonly string[],
  from: number,
  pattern: RegExp,
  limit: number,
  after: string,
): boolean {
  for (let at = from; at < Math.min(tokens.length, from + limit); at++) {
    const token = tokens[at]?.toLowerCase() ?? '';
    if (token === ';') return false;
    if (pattern.test(token) && tokens[at - 1]?.toLowerCase() === after) return true;
  }
  return false;
}

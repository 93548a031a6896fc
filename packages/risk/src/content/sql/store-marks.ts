import type { DestructiveSql } from './find-destructive-sql.ts';

/** What destroys or opens data in words other than SQL: other stores, and the libraries that write the statement. */
export interface StoreMark {
  readonly finding: DestructiveSql['finding'];
  readonly pattern: RegExp;
}

export const STORE_MARKS: readonly StoreMark[] = [
  // MongoDB
  {
    finding: 'sql-destroys',
    pattern: /\bdropDatabase\s{0,3}\(|\bdb\.(?:[\w$]{1,64}|getCollection\([^)\n]{1,80}\))\.drop\s{0,3}\(/,
  },
  {
    finding: 'sql-unbounded',
    pattern:
      /\.deleteMany\s{0,3}\(\s{0,8}\)|\.(?:deleteMany|remove|updateMany|findAndRemove)\s{0,3}\(\s{0,8}(?:\{\s{0,8}\}\s{0,8}[),]|\{\s{0,8}where\s{0,4}:\s{0,4}\{\s{0,8}\})/,
  },
  {
    finding: 'sql-destroys',
    pattern: /["']?(?:dropDatabase|drop)["']?\s{0,4}:\s{0,4}(?:1\s{0,4}[,}]|["'][\w.-]{1,64}["']\s{0,4}[,}])/,
  },
  {
    finding: 'sql-unbounded',
    pattern: /["']?deletes["']?\s{0,4}:\s{0,4}\[\s{0,4}\{\s{0,4}["']?q["']?\s{0,4}:\s{0,4}\{\s{0,4}\}/,
  },
  {
    finding: 'sql-escape',
    pattern:
      /["']?\$where["']?\s{0,4}:\s{0,4}["'](?:[^"'\n]{0,200}(?:sleep|function|return|this)[^"'\n]{0,200})["']/,
  },
  // Elasticsearch
  {
    finding: 'sql-unbounded',
    pattern:
      /_delete_by_query(?=[\s\S]{0,400}match_all)|match_all(?=[\s\S]{0,400}_delete_by_query)|\bDELETE\s{1,4}\/?(?:_all|\*)(?:\s|$|["'?])/,
  },
  { finding: 'sql-destroys', pattern: /^\s{0,16}DELETE\s{1,4}\/[\w.*,-]{1,128}\s{0,8}(?:$|\?|HTTP)/m },
  // Redis
  {
    finding: 'sql-destroys',
    pattern:
      /(?:^|["'(\s])(?:FLUSHALL|FLUSHDB|flushall|flushdb|flushAll|flushDb)\b(?!\s{1,4}(?:is|are|was|will|on|in|command|deletes|removes)\b)/,
  },
  {
    finding: 'sql-escape',
    pattern:
      /^\s{0,16}CONFIG\s{1,4}SET\s{1,4}(?:dir|dbfilename|slave-read-only|protected-mode|requirepass)\b|^\s{0,16}(?:SLAVEOF|REPLICAOF|MODULE\s{1,4}LOAD)\s{1,4}\S/m,
  },
  { finding: 'sql-destroys', pattern: /^\s{0,16}(?:DEL|UNLINK)\s{1,4}\S{0,64}\*/m },
  // A condition that a caller has widened, and what is read that way
  {
    finding: 'sql-injection',
    pattern:
      /'\s{0,4}(?:or|\|\|)\s{1,4}(?:'?\w{1,8}'?\s{0,2}=\s{0,2}'?\w{1,8}'?|true)\s{0,4}(?:--|#|\/\*|;)|\bunion\s{1,4}(?:all\s{1,4})?select\b[^;]{0,300}\b(?:information_schema|pg_shadow|pg_authid|mysql\.user|sys\.(?:sql_logins|user\$)|sqlite_master)\b/i,
  },
  // Graphs and triples
  {
    finding: 'sql-unbounded',
    pattern:
      /\bMATCH\s{0,4}\(\s{0,4}\w{0,32}\s{0,4}(?::\s{0,4}\w{1,64}\s{0,4})?\)\s{0,8}(?:OPTIONAL\s{1,4}MATCH[^\n]{0,120}\s{1,8})?(?:(?:DETACH\s{1,4})?DELETE|SET|REMOVE)\b/i,
  },
  {
    finding: 'sql-destroys',
    pattern: /\b(?:CLEAR|DROP)\s{1,4}(?:SILENT\s{1,4})?(?:ALL|DEFAULT|NAMED|GRAPH\s{1,4}<)(?=\s|$|;|[^\w])/,
  },
  {
    finding: 'sql-unbounded',
    pattern: /\bDELETE\s{1,4}(?:WHERE\s{0,4})?\{\s{0,4}\?\w{1,16}\s{1,4}\?\w{1,16}\s{1,4}\?\w{1,16}/i,
  },
  { finding: 'sql-unbounded', pattern: /\bg\.V\(\s{0,2}\)\.drop\(/ },
  // What writes the statement for one
  {
    finding: 'sql-unbounded',
    pattern:
      /\.objects(?:\.all\(\s{0,2}\))?\.(?:delete|update)\(|\.(?:delete_all|destroy_all)\b(?!\s{0,3}\(\s{0,3}[\w:"'])|\bquery\(\s{0,3}[\w.]{1,64}\s{0,3}\)\.(?:delete|update)\(|\bdestroy\(\s{0,3}\{\s{0,3}(?:where\s{0,3}:\s{0,3}\{\s{0,3}\}|truncate\s{0,3}:\s{0,3}true)|\btruncate\s{0,3}:\s{0,3}true\b|::(?:query\(\)->)?(?:truncate|delete)\(\s{0,2}\)|->truncate\(\s{0,2}\)|\bDB::table\([^)\n]{1,80}\)->delete\(\s{0,2}\)|\b[A-Z]\w{1,40}\.query\.delete\(|\b[A-Z]\w{1,40}\.update_all\(|\bknex\(\s{0,3}["'][\w.]{1,64}["']\s{0,3}\)\.(?:del|delete|truncate)\(|\.execute\(\s{0,3}delete\(\s{0,3}[\w.]{1,64}\s{0,3}\)\s{0,3}\)|\bcreateQueryBuilder\(\s{0,3}\)\s{0,3}\.delete\(\s{0,3}\)\s{0,3}\.from\([^)\n]{1,64}\)\s{0,3}\.execute\(/,
  },
  {
    finding: 'sql-destroys',
    pattern:
      /\bmetadata\.drop_all\(|\bdrop_all\(\s{0,3}(?:bind|engine|\))|\bdropSchema\s{0,3}:\s{0,3}true|\bsync\(\s{0,3}\{\s{0,3}force\s{0,3}:\s{0,3}true|\bop\.drop_(?:column|constraint)\(|\bmigrations\.(?:DeleteModel|RemoveField)\(|\bSchema::drop(?:AllTables|Columns?)\(/,
  },
];

/** Tables are dropped by the way back of a migration: only what is dropped elsewhere, and was not made here, counts. */
export const DROPS_TABLE: RegExp =
  /\b(?:dropTable(?:IfExists)?|drop_table|Schema::drop(?:IfExists)?|dropCollection|drop_collection)\s{0,3}\(?\s{0,3}[:"'`]([\w.]{1,64})/g;
export const WAY_BACK: RegExp = /\b(?:down|downgrade|rollback|revert|undo)\b/i;
export const makesTable = (name: string): RegExp =>
  new RegExp(
    `\\b(?:createTable(?:IfNotExists)?|create_table|Schema::create|createCollection)\\s{0,3}\\(?\\s{0,3}[:"'\`]${name.replaceAll('.', '\\.')}\\b`,
  );

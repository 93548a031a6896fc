const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Names that compute, format or print and reach nothing outside the program, in the usual languages. */
const INERT = set(
  'print println printf puts echo say log console json JSON parse stringify loads dumps indent sys stdin stdout stderr version version_info versions platform machine python_version exit node implementation executable path argv arch process math Math floor ceil sqrt round abs min max sum pow random len range list dict set tuple str int float bool String Number Array Object Boolean keys values items entries map filter reduce join split strip trim sort sorted reverse reversed enumerate zip upper lower toUpperCase toLowerCase replace slice substring length size push append includes indexOf startsWith endswith startswith datetime date now time strftime isoformat timezone utc toISOString Date uuid uuid4 randomUUID re hashlib sha256 sha1 md5 hexdigest encode decode textwrap string ascii_letters digits import from as require const let var function return if else elif for in of while and or not is None True False null true false undefined new typeof lambda def try except catch finally with break continue pass get read readlines readline lines end END BEGIN chomp each do print_function __version__ __name__ __main__ type format repr fill wrap count collections Counter itertools functools statistics mean median decimal Decimal fractions Fraction ok OK hello world Hello World test use strict warnings my our puts require this that it me i j k x y z a b c d e f g h l m n o p q r s t u v w line row data result value key item num ARGV nl sep file name total avg',
);
/** Modules whose import alone is a capability. Others may be imported to ask for their version. */
const CAPABLE = set(
  'os subprocess socket shutil pty ctypes importlib builtins pickle marshal urllib urllib2 requests http https httplib ftplib smtplib telnetlib paramiko fabric pathlib glob tempfile base64 codecs commands signal multiprocessing threading asyncio aiohttp httpx fs child_process net dgram tls dns cluster vm worker_threads inspector repl module v8 zlib boto3 psycopg2 pymysql sqlite3 pexpect code runpy webbrowser winreg mmap fcntl resource IO Socket open3 fileutils Net LWP open eval exec system compile getattr setattr globals locals vars __import__ __builtins__ unlink rmtree remove rmdir kill fork spawn',
);

/** The first name in a piece of interpreter code that could reach outside it; undefined when there is none. */
export function findReach(code: string): string | undefined {
  if (code.length > 600) return `${code.length} characters`;
  if (/[`]|%x|\\x|\\u|\\[0-7]{2}|\bchr\b|\$\{|qx\b/.test(code)) return 'escapes or command quotes';
  // `s/a/b/`, `tr/a/b/`: editing the line that perl is given. The `e` flag would run the replacement.
  if (/^\s*(?:s|tr|y)([/|#,!])(?:(?!\1).){0,200}\1(?:(?!\1).){0,200}\1[gimsx]{0,5};?\s*$/.test(code))
    return undefined;
  const imported = new Set(
    [...code.matchAll(/\b(?:import|from|require)\b[\s('"]{1,4}([A-Za-z_][\w./-]{0,60})/g)].map(
      (match) => (match[1] ?? '').split(/[./]/)[0] ?? '',
    ),
  );
  if (/[\])\w]\s*\[\s*["']|\b(?:require|import)\b[^\n;]*["']\s*\+/.test(code)) return 'a name put together';
  for (const [, alias = ''] of code.matchAll(/\bas\s+([A-Za-z_]\w{0,40})/g)) imported.add(alias);
  const bare = code.replace(/\bplatform\.system\(\)/g, ' ').replace(/(["'])(?:(?!\1)[^\\\n]){0,300}\1/g, ' ');
  for (const match of bare.matchAll(/[A-Za-z_$@][\w$]*/g)) {
    const word = match[0].replace(/^[$@]+/, '');
    if (word === '' || INERT.has(word)) continue;
    if (imported.has(word) && !CAPABLE.has(word) && word.length < 40) continue;
    return word;
  }
  for (const module of imported) if (CAPABLE.has(module.replace(/^node:/, ''))) return module;
  return undefined;
}

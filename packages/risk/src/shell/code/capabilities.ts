import type { LanguageName } from './languages.ts';

/** What a piece of code can do to its surroundings. */
export type Capability =
  | 'starts programs'
  | 'deletes or replaces files'
  | 'opens connections'
  | 'runs text as code'
  | 'reads the environment'
  | 'changes rights or processes'
  | 'never ends';

/** Looked for in code whose quoted texts are emptied (`""`), so a word in a text is no finding. */
export interface CapabilityMark {
  readonly capability: Capability;
  readonly pattern: RegExp;
}

const marks = (table: readonly (readonly [Capability, RegExp])[]): readonly CapabilityMark[] =>
  table.map(([capability, pattern]) => ({ capability, pattern }));

export const CAPABILITIES: Readonly<Record<LanguageName, readonly CapabilityMark[]>> = {
  // `import os as o` and `from os import system` are written out before (see judge-code.ts).
  python: marks([
    [
      'starts programs',
      /\b(?:subprocess|pty|pexpect|commands|popen2|plumbum)\s*\.|\bos\s*\.\s*(?:system|popen\w*|exec[lv]\w*|spawn\w*|posix_spawnp?|startfile)\b|(?<!platform)\.\s*(?:system|popen|check_output|check_call|Popen|getoutput)\s*\(|\bcreate_subprocess_\w+/,
    ],
    [
      'deletes or replaces files',
      /\bos\s*\.\s*(?:remove|unlink|rmdir|removedirs|renames?|replace|truncate|ftruncate|symlink|link)\b|\bshutil\s*\.\s*(?:rmtree|move|copytree|chown)\b|\.\s*(?:unlink|rmdir|rmtree)\s*\(|\b(?:rglob|walk|glob)\b[\s\S]{0,400}\bwrite(?:_bytes|_text)?\s*\(/,
    ],
    [
      'opens connections',
      /\bsocket\s*\.\s*(?:socket|create_connection|create_server|fromfd)\b|\b(?:requests|httpx)\s*\.\s*(?:post|put|patch|delete|request)\b|\b(?:ftplib|smtplib|telnetlib|paramiko|asyncssh|xmlrpc|websockets|websocket|socketserver|dns)\s*\.|\burlopen\s*\([^()]{0,200},|\.\s*(?:request|post)\s*\(\s*"/,
    ],
    [
      'runs text as code',
      /(?<![.\w])(?:eval|exec|compile|execfile|__import__|setattr|globals|locals|vars|breakpoint)\s*\(|(?<![.\w])getattr\s*\([^,()]{1,80}(?:\([^()]{0,40}\))?,(?!\s*"")|\bimportlib\s*\.\s*(?!util\s*(?:;|,|\n|$|\.\s*find_spec)|metadata|resources|import_module\s*\(\s*"")|\b(?:runpy|marshal|ctypes|cffi|code|codeop|imp|builtins|zipimport|pip|ensurepip)\s*\.|\bpickle\s*\.\s*loads?\b|__(?:builtins|subclasses|globals|class|dict|mro|loader|getattribute)__/,
    ],
    [
      'reads the environment',
      /\bos\s*\.\s*environb?\b(?!\s*(?:\[|\.\s*(?:get|setdefault|pop)\b))|\b(?:getpass|keyring|secretstorage|browser_cookie3)\s*\.|\bos\s*\.\s*popen\b/,
    ],
    [
      'changes rights or processes',
      /\bos\s*\.\s*(?:kill|killpg|fork|forkpty|set\w*[ug]id\w*|setgroups|chmod|chown|lchown|chroot|nice|setns|unshare|mknod|mkfifo|dup2?)\b|\b(?:signal|resource|multiprocessing)\s*\.\s*(?:pthread_kill|setrlimit|Process)\b/,
    ],
    [
      'never ends',
      /\bwhile\s*\(?\s*(?:True|1)\s*\)?\s*:(?![\s\S]{0,2000}\b(?:break|sleep|readline|input|recv|return)\b)|\bitertools\s*\.\s*(?:count|cycle|repeat)\s*\(\s*\)|\*\s*\(?\s*10\s*\*\*\s*(?:9|\d\d)|\*\s*\d{10}/,
    ],
  ]),
  // Which modules are loaded is told by the quoted names (see MODULES in judge-code.ts).
  javascript: marks([
    [
      'starts programs',
      /\bBun\s*\.\s*(?:spawn|\$)|\bDeno\s*\.\s*(?:run|Command)\b|\b(?:execSync|spawnSync|execFileSync)\s*\(|\bRuntime\s*\.\s*getRuntime|\bProcessBuilder\b|(?<![.\w])exec\s*\(\s*"/,
    ],
    [
      'deletes or replaces files',
      /(?:\.|\b)(?:rm|rmSync|rmdir|rmdirSync|unlink|unlinkSync|truncate|truncateSync|rename|renameSync|symlink|symlinkSync|removeSync|emptyDirSync|remove)\s*\(\s*(?!\s*\))|\bDeno\s*\.\s*(?:remove|rename|truncate|symlink)/,
    ],
    [
      'opens connections',
      /\b(?:fetch|axios|got|request)\b[\s\S]{0,400}\b(?:method|body|data)\s*:|\baxios\s*\.\s*(?:post|put|patch|delete)\b|\bhttps?\s*\.\s*request\b|\b(?:sendBeacon|XMLHttpRequest)\b|\bnew\s+WebSocket\b|\bDeno\s*\.\s*connect|\bcreateConnection\s*\(/,
    ],
    [
      'runs text as code',
      /(?<![.\w])(?:eval|Function|importScripts)\s*\(|\bnew\s+Function\b|\.\s*constructor\b|\bReflect\s*\.|\b(?:globalThis|global|process|require|module|window|self)\s*\[|\bprocess\s*\.\s*(?:binding|dlopen|mainModule|_linkedBinding)\b|\b(?:require|import)\s*\(\s*(?!"\s*"\s*[,)])|\bsetTimeout\s*\(\s*"/,
    ],
    [
      'reads the environment',
      /\bprocess\s*\.\s*env\b(?!\s*(?:\??\.\s*\w|\[\s*"))|\bDeno\s*\.\s*env\s*\.\s*toObject|\bBun\s*\.\s*env\b(?!\s*[.[])/,
    ],
    [
      'changes rights or processes',
      /\bprocess\s*\.\s*(?:kill|setuid|setgid|seteuid|setegid|chroot)\b|(?:\.|\b)(?:chmod|chown|lchown|fchmod)(?:Sync)?\s*\(/,
    ],
    [
      'never ends',
      /\b(?:while\s*\(\s*(?:1|true|!0)\s*\)|for\s*\(\s*;\s*;\s*\))(?![\s\S]{0,2000}\b(?:break|await|return)\b)/,
    ],
  ]),
  perl: marks([
    [
      'starts programs',
      /(?<![\w$@%>:-]|[\w\]}>]\{)(?:system|exec|readpipe|syscall)\b(?!\s*=>)|\bIPC::|\bopen\b[^;]{0,60}"\s*-?\s*\|/,
    ],
    [
      'deletes or replaces files',
      /(?<![\w$@%>:-]|[\w\]}>]\{)(?:unlink|rmdir|rmtree|remove_tree|rename|truncate|symlink|link|move)\b(?!\s*=>)/,
    ],
    [
      'opens connections',
      /(?<![\w$@%])(?:IO::Socket|Socket\b|LWP\b|LWP::|HTTP::Tiny|Net::|WWW::|IO::Select)|(?<![\w$@%>:-]|[\w\]}>]\{)(?:socket|connect|accept|listen|bind|fdopen)\b(?!\s*=>)/,
    ],
    [
      'runs text as code',
      /(?<![\w$@%>:-]|[\w\]}>]\{)eval\b(?!\s*\{)|(?<![\w$@%])(?:do|require)\s+(?:"|\$)|&\s*\{|&\s*\$|->\s*\$\w+\s*\(|\bunpack\b[^;]{0,80}\beval\b/,
    ],
    ['reads the environment', /%\s*(?:main::)?ENV\b|\bkeys\s*%?\s*\{?\s*ENV/],
    [
      'changes rights or processes',
      /(?<![\w$@%>:-]|[\w\]}>]\{)(?:fork|kill|chmod|chown|chroot|setpgrp|setpriority|umask|dbmopen)\b(?!\s*=>)|\$[<>(]\s*=(?!~)|\bPOSIX::/,
    ],
    [
      'never ends',
      /\b(?:while\s*\(?\s*1\s*\)?|for\s*\(\s*;\s*;\s*\))(?![\s\S]{0,2000}\b(?:last|sleep|return|exit)\b)/,
    ],
  ]),
  ruby: marks([
    [
      'starts programs',
      /(?<![\w.:@$])(?:system|exec|spawn|syscall)\b(?!\s*[=:,)\]|}])|\bKernel\s*\.|\bpopen\w*|\bOpen3\b|\bPTY\b|%x\W/,
    ],
    [
      'deletes or replaces files',
      /\b(?:File|Dir|IO)\s*\.\s*(?:delete|unlink|rename|truncate|rmdir|symlink|link|chroot)\b|\bFileUtils\s*\.\s*(?:rm|remove|mv|move|ln|chmod|chown|cp|install)\w*|\bFileUtils\s*::|\.\s*(?:rmtree|unlink|rmdir)\b/,
    ],
    [
      'opens connections',
      /\b(?:TCP|UDP|UNIX)(?:Socket|Server)\b|\bSocket\s*\.|\bNet::(?:FTP|SMTP|SSH|Telnet|HTTP\s*\.\s*(?:post|start|new)|HTTP::)|\bWEBrick\b|\bDRb\b/,
    ],
    [
      'runs text as code',
      /(?<![\w.:@$])(?:eval|load|binding)\b(?!\s*[=:,)\]|}])|\b(?:instance|class|module)_(?:eval|exec)\b|\b(?:const_get|public_send|__send__|define_method|instance_variable_set)\b|\.\s*(?:send|method)\s*\(|\bMarshal\s*\.\s*load|\bFiddle\b/,
    ],
    ['reads the environment', /\bENV\b(?!\s*(?:\[|\.\s*(?:fetch|key\?)))/],
    [
      'changes rights or processes',
      /(?<![\w.:@$])(?:fork|trap)\b(?!\s*[=:,)\]|}])|\bProcess\s*\.\s*(?!clock_gettime|pid|ppid)\w+|\bFile\s*\.\s*(?:chmod|chown|lchown)/,
    ],
    [
      'never ends',
      /\b(?:loop\s*(?:do|\{)|while\s+(?:true|1)\b)(?![\s\S]{0,2000}\b(?:break|sleep|gets|return)\b)/,
    ],
  ]),
  php: marks([
    [
      'starts programs',
      /(?<![\w$>:])(?:system|exec|shell_exec|passthru|proc_open|popen|pcntl_\w+|expect_popen)\s*\(/,
    ],
    [
      'deletes or replaces files',
      /(?<![\w$>:])(?:unlink|rmdir|rename|copy|ftruncate|symlink|link|move_uploaded_file)\s*\(/,
    ],
    [
      'opens connections',
      /(?<![\w$>:])(?:p?fsockopen|stream_socket_\w+|socket_\w+|curl_exec|curl_init|mail|ftp_\w+|ssh2_\w+)\s*\(/,
    ],
    [
      'runs text as code',
      /(?<![\w$>:])(?:eval|assert|create_function|call_user_func(?:_array)?|unserialize|extract|dl|ReflectionFunction)\s*\(|\$\w+\s*\(|(?<![\w$>:])(?:include|require)(?:_once)?\s*\(?\s*(?!\(?\s*"\s*")/,
    ],
    [
      'reads the environment',
      /(?<![\w$>:])getenv\s*\(\s*\)|\$_(?:ENV|SERVER)\b(?!\s*\[)|(?<![\w$>:])phpinfo\s*\(/,
    ],
    ['changes rights or processes', /(?<![\w$>:])(?:chmod|chown|chgrp|putenv|posix_\w+|ini_set)\s*\(/],
    [
      'never ends',
      /\b(?:while\s*\(\s*(?:1|true)\s*\)|for\s*\(\s*;\s*;\s*\))(?![\s\S]{0,2000}\b(?:break|sleep|return|exit)\b)/i,
    ],
  ]),
  lua: marks([
    ['starts programs', /\bos\s*\.\s*execute\b|\bio\s*\.\s*popen\b/],
    ['deletes or replaces files', /\bos\s*\.\s*(?:remove|rename)\b|\blfs\s*\.\s*rmdir/],
    ['opens connections', /\bsocket\b/],
    [
      'runs text as code',
      /(?<![\w.])(?:load|loadstring|loadfile|dofile)\s*[("]|\b_G\s*\[|\b_ENV\b|\bpackage\s*\.\s*loadlib|\b(?:os|io)\s*\[|\bdebug\s*\.\s*\w/,
    ],
    ['never ends', /\bwhile\s+true\s+do(?![\s\S]{0,2000}\bbreak\b)/],
  ]),
  r: marks([
    ['starts programs', /(?<![\w.])(?:system2?|shell|shell\.exec|pipe)\s*\(/],
    ['deletes or replaces files', /(?<![\w.])(?:unlink|file\.(?:remove|rename|copy))\s*\(/],
    ['opens connections', /\b(?:socketConnection|url)\s*\(|\bhttr\s*::|\b(?:POST|PUT)\s*\(/],
    ['runs text as code', /(?<![\w.])(?:eval|do\.call|dyn\.load|source|get)\s*\(|\bparse\s*\(\s*text/],
    ['reads the environment', /\bSys\.getenv\s*\(\s*\)/],
    ['changes rights or processes', /\bSys\.(?:chmod|setenv|umask)\s*\(|\bpskill\b/],
  ]),
  tcl: marks([
    ['starts programs', /(?:^|[\s[;{])(?:exec|spawn|system)\s|\bopen\s+"\|/],
    ['deletes or replaces files', /\bfile\s+(?:delete|rename)\b/],
    ['opens connections', /(?:^|[\s[;])socket\s/],
    ['runs text as code', /(?:^|[\s[;])(?:eval|uplevel|source|load)\s/],
  ]),
  jvm: marks([
    [
      'starts programs',
      /\bexecute\s*\(\s*\)|\.\s*execute\b|\bRuntime\b|\bProcessBuilder\b|\bsys\s*\.\s*process\b|\bprocess\s*\.\s*_/,
    ],
    ['deletes or replaces files', /\.\s*(?:delete|deleteDir|deleteRecursively|renameTo)\b/],
    ['opens connections', /\b(?:Socket|ServerSocket|URLConnection|HttpClient)\b/],
    ['runs text as code', /\b(?:Eval|GroovyShell|evaluate|ClassLoader|ScriptEngine)\b/],
    ['reads the environment', /\bSystem\s*\.\s*getenv\s*\(\s*\)/],
  ]),
  beam: marks([
    [
      'starts programs',
      /\bSystem\s*\.\s*(?:cmd|shell)\b|\bos\s*:\s*cmd\b|:os\s*\.\s*cmd\b|\bPort\s*\.\s*open|\bopen_port\b/,
    ],
    [
      'deletes or replaces files',
      /\bFile\s*\.\s*(?:rm|rm_rf|rmdir|rename|write)!?|\bfile\s*:\s*(?:delete|del_dir|rename)/,
    ],
    ['opens connections', /\b(?:gen_tcp|gen_udp|ssl|httpc)\b/],
    ['runs text as code', /\bCode\s*\.\s*(?:eval|require)\w*|\berl_eval\b|\bbinary_to_term\b/],
    ['reads the environment', /\bSystem\s*\.\s*get_env\s*\(\s*\)|\bSystem\s*\.\s*get_env\b(?!\s*\()/],
  ]),
  julia: marks([
    ['starts programs', /\b(?:run|readchomp|pipeline)\s*\(/],
    ['deletes or replaces files', /(?<![\w.])(?:rm|mv)\s*\(/],
    ['opens connections', /\b(?:Sockets|connect|listen|download|HTTP)\b/],
    ['runs text as code', /\b(?:eval|include|include_string|ccall)\s*\(|\bMeta\s*\.\s*parse/],
  ]),
  lisp: marks([
    [
      'starts programs',
      /\((?:shell-command\S*|call-process\S*|start-process\S*|async-shell-command|process-lines|term|ansi-term|system\*?|run-program|sb-ext:run-program|uiop:run-program|open-process|callProcess|readProcess)/,
    ],
    ['deletes or replaces files', /\((?:delete-file|delete-directory|rename-file|write-region)/],
    ['opens connections', /\b(?:make-network-process|open-network-stream|url-retrieve\S*)/],
    ['runs text as code', /\((?:eval|load|load-file|read-from-string|funcall\s+\(intern)/],
    ['reads the environment', /\bprocess-environment\b/],
  ]),
  applescript: marks([
    [
      'starts programs',
      /\bdo\s+shell\s+script\b|\btell\s+app(?:lication)?\s+"\s*"\s+to\s+do\s+script\b|\bdo\s+script\b/i,
    ],
    ['deletes or replaces files', /\bdelete\b|\bempty\s+(?:the\s+)?trash\b/i],
    ['runs text as code', /\brun\s+script\b|\bkeystroke\b/i],
    ['reads the environment', /\bthe\s+clipboard\b|\bhidden\s+answer\b/i],
  ]),
  awk: marks([
    ['starts programs', /\bsystem\s*\(|\|&|\bprint[^;}\n|]{0,200}\|\s*[A-Za-z(]|[\w)\]]\s*\|\s*getline\b/],
    ['runs text as code', /(?:^|[\n;])[ \t]{0,20}@(?:load|include)|@\w+\s*\(/],
    ['reads the environment', /\bin\s+ENVIRON\b/],
    ['never ends', /\bwhile\s*\(\s*1\s*\)(?![\s\S]{0,2000}\b(?:break|exit|getline)\b)/],
  ]),
  compiled: marks([
    [
      'starts programs',
      /\b(?:system|popen|exec[lv]\w*|posix_spawnp?)\s*\(|\bexec\s*\.\s*Command\b|\bos\s*\.\s*StartProcess\b|\bCommand\s*::\s*new\b|\bRuntime\s*\.\s*getRuntime|\bProcessBuilder\b|\bsyscall\s*\.\s*Exec/,
    ],
    [
      'deletes or replaces files',
      /\b(?:unlink|rmdir|remove|nftw)\s*\(|\bos\s*\.\s*(?:Remove|RemoveAll|Rename|Truncate)\b|\bfs\s*::\s*remove\w*|\bFiles\s*\.\s*(?:delete|walk)/,
    ],
    [
      'opens connections',
      /\b(?:socket|connect)\s*\(|\bnet\s*\.\s*(?:Dial|Listen)|\bTcpStream\b|\bnew\s+(?:Server)?Socket\b/,
    ],
    [
      'changes rights or processes',
      /\b(?:set\w*[ug]id|fork|kill|chmod|chown|ptrace|init_module|mprotect|dlopen|__attribute__\s*\(\(constructor)\b/,
    ],
  ]),
  jq: marks([['reads the environment', /(?<![\w.$"])env\b(?!\s*[.[:])|\$ENV\b(?!\s*[.[])/]]),
  vim: marks([
    [
      'starts programs',
      /(?:^|[\s:|%\d])!|\bsystem(?:list)?\s*\(|\bterm(?:inal)?\b|\bjob_start\b|\bjobstart\b|(?:^|[\s:|])(?:make|grep)\b/,
    ],
    ['deletes or replaces files', /\b(?:delete|rename)\s*\(/],
    [
      'runs text as code',
      /(?:^|[\s:|])(?:py(?:thon)?[3x]?|pyx|lua|perl|ruby|rub|tcl|mz|so(?:urce)?|ru(?:ntime)?|exe(?:cute)?)\b/,
    ],
    ['opens connections', /https?:|ftp:|scp:|\bnetrw\b/],
  ]),
  debugger: marks([
    [
      'starts programs',
      /(?:^|\s)(?:!|shell\b|make\b|pipe\b|\|)|\b(?:call|print|p|expr|expression)\s[^\n]{0,80}\b(?:system|exec\w*|popen|dlopen)\s*\(|\bplatform\s+shell\b/,
    ],
    ['runs text as code', /^\s*(?:python|py|pi|source|script|command\s+script|guile)\b/],
    [
      'changes rights or processes',
      /^\s*(?:attach|dump|generate-core-file|gcore|set\s+(?:var|\{)|restore)\b|^\s*(?:process\s+attach)\b/,
    ],
  ]),
  macro: marks([
    ['starts programs', /\b(?:e?syscmd)\b/],
    ['deletes or replaces files', /\bmaketemp\b/],
  ]),
  editor: marks([
    ['starts programs', /(?:^|[\n;])[ \t]{0,20}(?:[\d,$.%]{1,20}[ \t]{0,8})?(?:[rwe][ \t]{1,8})?!/],
  ]),
};

/** Shapes by which data leaves inside text, and code that nobody writes who means well. */
export interface ExfiltrationMark {
  readonly finding: string;
  readonly pattern: RegExp;
}

const mark = (finding: string, ...patterns: readonly RegExp[]): readonly ExfiltrationMark[] =>
  patterns.map((pattern) => ({ finding, pattern }));

export const EXFILTRATION_MARKS: readonly ExfiltrationMark[] = [
  // A picture or a link whose address is to be filled in, or is filled in already
  ...mark(
    'exfiltration-link',
    /!?\[[^\]\n]{0,200}\]\(\s{0,4}<?https?:\/\/[^\s)]{1,300}?(?:\{\{?|%7b|<|\[|%5b)[\w .%-]{1,80}(?:\}|%7d|>|\]|%5d)/i,
    /(?:!\[[^\]\n]{0,200}\]\(|<(?:img|iframe|script|link|video|source)\b[^>]{0,200}\b(?:src|href)\s{0,3}=\s{0,3}["']?)https?:\/\/[^\s)"'>]{1,300}[?&](?:data|d|q|secret|token|leak|exfil|payload|c|cookie|content|text|info|s|x|m|msg|p|log|history|chat|messages?)=(?!%7b|%5b)[\w+/=%.~-]{24,2048}(?=[\s)"'>&]|$)/i,
    /<meta\b[^>]{0,80}http-equiv=["']?refresh[^>]{0,80}url=https?:\/\/[^\s"'>]{1,200}\?|<form\b[^>]{0,200}action=["']?https?:\/\/(?=[\s\S]{0,800}type=["']?hidden[^>]{0,200}(?:token|cookie|session|secret|password))/i,
    /\bon(?:error|load|mouseover|focus|click)\s{0,2}=\s{0,2}["'][^"'>]{0,200}(?:document\.cookie|localStorage|sessionStorage|fetch\(|\.src\s{0,2}\+?=)/i,
    /\[(?:name|type|value|id|data-[\w-]{1,30})[^\]\n]{0,40}\](?:\[[^\]\n]{1,60}\])?[^{\n]{0,40}\{[^}]{0,120}url\(\s{0,2}["']?https?:(?=[\s\S]{0,400}\[value\s{0,2}[\^$*]=)|\[value\s{0,2}[\^$*]=\s{0,2}["']?[^\]\n]{1,20}\][^{\n]{0,60}\{[^}]{0,120}url\(\s{0,2}["']?(?:https?:)?\/\//i,
    /(?:^|[,;\t"\n])\s{0,4}[=+@-](?:cmd\s{0,2}\||DDE\(|(?:HYPERLINK|WEBSERVICE|IMPORTXML|IMPORTDATA|IMPORTFEED|IMAGE)\((?=[^\n]{0,200}(?:&|CONCAT)))/i,
  ),
  // What is worth having, near what sends
  ...mark(
    'exfiltration-code',
    /(?:\bfetch|axios(?:\.post)?|requests\.(?:post|put|get)|urlopen|http\.request|XMLHttpRequest|sendBeacon|\bcurl|\bwget|Invoke-WebRequest|Invoke-RestMethod|\bnc|new WebSocket|new Image|\.src\s{0,2}\+?=|location(?:\.href)?\s{0,2}=)[\s\S]{0,240}?(?:process\.env\b(?![.[])|os\.environ\b(?!\.get|\[)|document\.cookie|localStorage|sessionStorage|\.ssh\/|id_rsa|\.aws\/credentials|\/etc\/(?:passwd|shadow)|["'@/ ]\.env\b(?!\.)|printenv|keychain|toJSON\(secrets\))/,
    /(?:document\.cookie|localStorage\.getItem|sessionStorage|clipboard\.readText|JSON\.stringify\(process\.env\)|dict\(os\.environ\)|json\.dumps\(dict\(os\.environ|(?:open|readFileSync|readFile|file_get_contents|read_text)\(["'][^"'\n]{0,80}(?:id_rsa|\.env|credentials|shadow|\/etc\/passwd|\.npmrc|\.netrc|wallet)["'])[^\n]{0,200}\n?[^\n]{0,200}(?:fetch\(|requests\.|urlopen|sendBeacon|https?:\/\/|http\.request|\.src\s{0,2}=|axios|sendmail|smtplib)/,
    /(?:\bhttps?(?:["']\))?\.(?:request|get)\(|\bfetch\(|axios|sendBeacon)[^\n]{0,200}JSON\.stringify\(process\.env\)|["'/]\.(?:ssh|aws|gnupg|kube)\/(?![^"'\n]{0,60}\.pub)[^\n]{0,200}\n?[^\n]{0,200}(?:\bhttps?\.(?:request|get)\(|\bfetch\(|requests\.|urlopen|axios)/,
    /(?:onkeydown|onkeypress|["'](?:keydown|keypress|keyup)["']|type=["']?password)[\s\S]{0,400}(?:\bfetch\(|sendBeacon|new Image|XMLHttpRequest|\.src\s{0,2}=)|(?:\bfetch\(|sendBeacon|new Image)[\s\S]{0,300}(?:onkeydown|onkeypress|["'](?:keydown|keypress|keyup)["']|type=["']?password)/i,
    /https?:\/\/[^\s"']{0,200}\$\{\{\s{0,2}secrets\./,
    /\btoJSON\(\s{0,2}secrets\s{0,2}\)|\$\{\{\s{0,2}secrets\.\w{1,64}\s{0,2}\}\}[^\n]{0,120}\|\s{0,2}(?:base64|rev|xxd|curl|nc|tr|sed)\b/,
    /\b(?:smtplib|sendmail|send_message|nodemailer|sendMail|MIMEText)\b[\s\S]{0,600}(?:\/etc\/(?:passwd|shadow)|\.ssh\/|id_rsa|["'/]\.env\b|environ\b|process\.env\b(?!\.)|credentials)|(?:\/etc\/(?:passwd|shadow)|\.ssh\/|id_rsa|os\.environ\b(?!\.get|\[))[\s\S]{0,600}\b(?:smtplib|sendmail|nodemailer|sendMail)\b/,
    /\b(?:printenv|env|set)\b[^\n|]{0,60}\|\s{0,4}(?:(?:base64|gzip|xxd|tr)[^\n|]{0,60}\|\s{0,4}){0,3}(?:curl|nc|ncat|wget|socat)\b/,
    // In names that are looked up: what a resolver carries out of any network
    /\b(?:gethostbyname|getaddrinfo|getent|nslookup|dig|resolve\w{0,8}|lookup|host)\b\s{0,2}\(?[^\n]{0,200}(?:\+\s{0,4}f?["'`]\.[\w.-]{1,120}\.\w{2,10}|\}\.[\w-]{1,60}\.[\w.-]{2,60}["'`])/,
    /\bkeylogg|pynput[^\n]{0,80}\blistener|GetAsyncKeyState|xinput test|\bimport\s{1,4}keyboard\b[\s\S]{0,400}(?:requests|socket|smtp|urlopen)/i,
  ),
  ...mark(
    'reverse-shell',
    /\/dev\/(?:tcp|udp)\/[\w.$-]{1,80}\/[\d$]|\b(?:nc|ncat|netcat)\b[^\n]{0,60}\s-[a-z]{0,4}[ec]\s{1,4}\S{0,20}(?:sh|cmd|powershell)|socket\.socket\([^\n]{0,400}(?:dup2|subprocess|pty\.spawn)|(?:dup2|pty\.spawn)\([^\n]{0,80}[\s\S]{0,200}socket|\bmkfifo\b[^\n]{0,120}\bnc(?:at)?\b|New-Object\s{1,4}(?:System\.)?Net\.Sockets\.TCPClient|fsockopen\([^\n]{0,120}(?:exec|proc_open|shell_exec)/i,
  ),
  ...mark(
    'download-to-interpreter',
    /\b(?:curl|wget)\b[^\n|;]{0,240}\|\s{0,4}(?:sudo\s{1,4}(?:-\w{1,8}\s{1,4}){0,3})?(?:\/?(?:usr\/)?bin\/)?(?:(?:ba|z|da|k)?sh|python3?|node|perl|ruby|php)\b|\b(?:iex|invoke-expression)\b[^\n]{0,80}(?:downloadstring|iwr|invoke-webrequest|net\.webclient)|(?:eval|exec|Function|compile)\s{0,3}\(\s{0,3}(?:base64\.b64decode|(?:window\.)?atob|Buffer\.from|requests\.get|urlopen|(?:zlib|gzip)\.decompress|marshal\.loads|codecs\.decode|bytes\.fromhex|await fetch|gzinflate|str_rot13|base64_decode)/i,
    /\bpowershell(?:\.exe)?\b[^\n]{0,120}\s-e(?:nc(?:odedcommand)?)?\s{1,4}[A-Za-z0-9+/=]{16}|\bcertutil\b[^\n]{0,80}-urlcache|\bmshta\b[^\n]{0,40}https?:|\bbitsadmin\b[^\n]{0,80}\/transfer|\bregsvr32\b[^\n]{0,60}\/i:https?/i,
  ),
  // What a reader of the file does with it
  ...mark(
    'unsafe-data',
    /\$\{(?:jndi|\$\{[^}]{0,40}\})[^}]{0,20}:(?:ldaps?|rmi|dns|iiop|http):\/\//i,
    /<!ENTITY\s{1,8}%?\s{0,4}[\w.-]{1,64}\s{1,8}(?:SYSTEM|PUBLIC\s{1,4}["'][^"'\n]{0,200}["'])\s{1,8}["'](?:file|https?|php|expect|ftp|gopher):/i,
    /!!(?:python\/(?:object|module|name)|ruby\/object|javax?\.script|java\.net)|__reduce__[\s\S]{0,200}(?:os\.system|subprocess|eval|exec)\b|\bO:\d{1,4}:"[\w\\]{1,80}":\d{1,4}:\{[^\n]{0,400}(?:system|exec|shell)/,
    /\b(?:eval|assert|system|exec|shell_exec|passthru|popen|proc_open)\s{0,2}\(\s{0,2}(?:base64_decode\(\s{0,2})?\$_(?:GET|POST|REQUEST|COOKIE|SERVER)\b|getRuntime\(\)\.exec\(\s{0,2}request\.getParameter|\bos\.system\(\s{0,2}request\.|child_process[^\n]{0,80}exec\w{0,8}\(\s{0,2}req\.(?:query|body|params)/i,
    /\{\{[^}\n]{0,80}(?:__class__|__globals__|__subclasses__|__import__|popen\()[^}\n]{0,200}\}\}/,
    /\bstratum\+(?:tcp|ssl):\/\/|\bxmrig\b[^\n]{0,80}(?:-o|--url|pool)|\bcoinhive\b|\bcryptonight\b[^\n]{0,60}(?:pool|wallet)/i,
  ),
  // What a pipeline hands to whoever opens a request
  ...mark(
    'unsafe-pipeline',
    /\bpull_request_target\b(?=[\s\S]{0,2000}(?:github\.event\.pull_request\.head|github\.head_ref|secrets\b))/,
  ),
  // What opens a machine to somebody
  ...mark(
    'backdoor',
    /\bNOPASSWD\s{0,2}:\s{0,2}ALL\b|>>\s{0,4}\S{0,80}\.ssh\/authorized_keys|\/etc\/ld\.so\.preload|\bPermitRootLogin\s{1,4}yes\b|\bchmod\s{1,4}(?:u?\+s|[42]7[0-7]{2})\s{1,4}\S{0,40}(?:sh|bash)\b|^(?!root:)[\w-]{1,32}:[^:\n]{0,120}:0:0:[^:\n]{0,80}:[^:\n]{0,80}:\/bin\/\w{0,2}sh$/m,
  ),
];

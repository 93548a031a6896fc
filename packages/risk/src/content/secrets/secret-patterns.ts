import { VENDOR_TOKENS } from './vendor-tokens.ts';

/** Secrets that can be told by their structure. Every quantifier is bounded or runs over one character class. */
export interface SecretPattern {
  readonly kind: string;
  /** Global. The group `secret`, where there is one, is the part that is secret; otherwise the whole match is. */
  readonly pattern: RegExp;
  /** One of these must occur (compared in lower case) before the pattern is tried. */
  readonly marks: readonly string[];
  /** Its form says little, so that a word of filler means that it is none. The group `user` is no password. */
  readonly isWord?: true;
}

const FORMS: readonly SecretPattern[] = [
  {
    kind: 'private-key',
    pattern:
      /-{4,5} ?BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}(?:\s|\\[nr]){1,8}(?:[A-Za-z][\w-]{0,32}: [^\n]{0,128}(?:\s|\\[nr]){1,8}){0,8}[A-Za-z0-9+/=]{6}[^-]{0,65536}(?:-{4,5} ?END [A-Z0-9 ]{0,64}-{4,5})?/g,
    marks: ['private key'],
  },
  {
    kind: 'jwk-private',
    pattern: /"(?:d|k)"\s{0,4}:\s{0,4}"(?<secret>[\w-]{20,1024})"/g,
    marks: ['"kty"'],
  },
  {
    kind: 'minisign-key',
    pattern: /(?:minisign encrypted|signify) secret key\s{1,4}(?<secret>R[A-Za-z0-9+/=]{40,400})/g,
    marks: ['secret key'],
  },
  {
    kind: 'wallet-key',
    pattern:
      /\b(?:[KL][1-9A-HJ-NP-Za-km-z]{51}|5[1-9A-HJ-NP-Za-km-z]{50})\b|\b[xyzt]prv[1-9A-HJ-NP-Za-km-z]{100,112}\b/g,
    marks: ['k', 'l', '5', 'prv'],
  },
  {
    kind: 'seed-phrase',
    pattern:
      /\b(?:mnemonic|(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words))["']?\s{0,4}(?:is\s{0,4})?[:=]?\s{0,4}["']?(?<secret>(?:[a-z]{3,8} ){11,23}[a-z]{3,8})\b/gi,
    marks: ['mnemonic', 'phrase', 'words'],
  },
  {
    kind: 'jwt',
    pattern: /\beyJ[\w-]{10,2048}\.eyJ[\w-]{4,4096}\.[\w-]{0,1024}/g,
    marks: ['eyj'],
  },
  {
    kind: 'webhook',
    pattern:
      /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{20,255}|https:\/\/(?:\w{1,16}\.)?discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/[\w-]{20,255}|https:\/\/[\w-]{1,40}\.webhook\.office\.com\/webhookb2\/[\w@/-]{60,255}/g,
    marks: ['hooks.slack.com', '/api/webhooks/', 'webhook.office.com'],
  },
  {
    kind: 'discord-token',
    pattern: /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,38}\b/g,
    marks: ['.'],
  },
  { kind: 'putty-key', pattern: /PuTTY-User-Key-File-[23]: [^\n]{1,64}/g, marks: ['putty-user-key'] },
  { kind: 'fly-token', pattern: /\bFlyV1 fm\d_[\w+/=,-]{40,1024}/g, marks: ['flyv1'] },
  { kind: 'telegram-token', pattern: /\b\d{8,10}:AA[\w-]{33}\b/g, marks: [':aa'] },
  {
    kind: 'azure-client-secret',
    pattern: /(?<![\w~.])[\w.~]{3}\dQ~[\w~.-]{31,34}/g,
    marks: ['q~'],
  },
  {
    kind: 'azure-signature',
    pattern: /[?&]sv=[^\s"'<>]{8,300}&sig=(?<secret>[\w%+/=-]{30,120})/g,
    marks: ['&sig='],
  },
  { kind: 'mailchimp-key', pattern: /\b[a-f0-9]{32}-us\d{1,2}\b/g, marks: ['-us'] },
  {
    kind: 'connection-string',
    pattern:
      /\b[a-z][a-z0-9+.-]{1,24}:\/\/(?<user>[^\s:/?#@'"<>]{0,128}):(?<secret>[^\s/@'"<>]{3,256})@[^\s/'"<>]{1,255}/gi,
    marks: ['://'],
    isWord: true,
  },
  {
    kind: 'authorization-header',
    pattern:
      /\b(?:authorization|proxy-authorization)["']?\s{0,4}[:=]\s{0,4}["']?(?:basic|bearer|token|digest)\s{1,4}(?<secret>[A-Za-z0-9+/=_.~-]{12,4096})/gi,
    marks: ['authorization'],
    isWord: true,
  },
  {
    kind: 'twilio-token',
    pattern: /\bAC[a-f0-9]{32}\b[^\n]{0,48}?\b(?<secret>[a-f0-9]{32})\b/g,
    marks: ['ac'],
  },
  {
    kind: 'session-cookie',
    pattern:
      /\bcookie["']?\s{0,3}:\s{0,3}["']?[^\n"']{0,200}?\b(?:[\w.-]{0,24}(?:sess\w{0,8}|sid|token|jwt|auth)[\w.-]{0,16})=(?<secret>[\w%.+/-]{16,2048})/gi,
    marks: ['cookie'],
    isWord: true,
  },
  {
    kind: 'named-private-key',
    pattern: /\b(?<secret>(?:0x)?[a-f0-9]{64})\b(?=[^\n]{0,24}\bprivate key\b)/gi,
    marks: ['private key'],
  },
  {
    kind: 'login-pair',
    pattern:
      /\b(?:login|credentials?|account|log in)(?: is| are|:| with)?[ \t]{1,4}(?<user>[\w.@-]{2,64})[ \t]{0,2}[/:|][ \t]{0,2}(?<secret>(?=\S{0,64}\d)(?=\S{0,64}[a-zA-Z])(?=\S{0,64}[^\w\s./-])[^\s/"'`<>]{8,64})/gi,
    marks: ['login', 'credential', 'account', 'log in'],
    isWord: true,
  },
  {
    kind: 'netrc-password',
    pattern:
      /\b(?:machine\s{1,4}\S{1,255}|default)\s{1,8}login\s{1,4}(?<user>\S{1,128})\s{1,8}password\s{1,4}(?<secret>\S{4,256})/g,
    marks: ['login'],
    isWord: true,
  },
  {
    kind: 'registry-credential',
    pattern: /\/:_(?:auth|authToken|password)\s{0,4}=\s{0,4}["']?(?<secret>[\w+/=.-]{8,1024})/g,
    marks: ['/:_auth', '/:_password'],
    isWord: true,
  },
  {
    kind: 'command-password',
    pattern:
      /\b(?:curl|wget|http)\b[^\n|;]{0,200}?\s(?:-u|--user|-a|--auth)[ =]{0,2}["']?(?<user>[\w.@-]{1,64}):(?<secret>[^\s"'$<]{6,128})/g,
    marks: [' -u', '--user', ' -a', '--auth'],
    isWord: true,
  },
  {
    kind: 'command-password',
    pattern:
      /\b(?:sshpass\s{1,4}-p\s{0,4}|(?:mysql|mysqldump|mysqladmin|mariadb|sqlcmd|mongosh?|redis-cli)\b[^\n|;]{0,120}?\s-(?:p|P|a)(?<user>))["']?(?<secret>[^\s"'$<-][^\s"'<]{5,128})/g,
    marks: ['sshpass', 'mysql', 'mariadb', 'sqlcmd', 'mongo', 'redis-cli'],
    isWord: true,
  },
  {
    kind: 'password-hash',
    pattern:
      /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$(?:5|6|y)\$[./A-Za-z0-9$=,]{1,64}\$[./A-Za-z0-9]{40,120}|\$argon2(?:id|i|d)\$v=\d{1,3}\$[\w=,]{1,64}\$[A-Za-z0-9+/]{8,128}\$[A-Za-z0-9+/]{16,256}/g,
    marks: ['$2', '$5$', '$6$', '$y$', '$argon2'],
  },
];

const VENDOR_PATTERNS: readonly SecretPattern[] = VENDOR_TOKENS.map(([kind, prefix, rest]) => ({
  kind,
  pattern: new RegExp(
    `${/^\w/.test(prefix) ? '(?<![A-Za-z0-9])' : '\\w{14}'}${escapeText(prefix)}${rest}`,
    'g',
  ),
  marks: [prefix.toLowerCase()],
}));

function escapeText(text: string): string {
  return text.replace(/[.$/]/g, '\\$&');
}

/** Every vendor's token is a run of such characters, and most text has no such run: that spares a pass for each vendor. */
const RUN = /[\w.+/=~$-]{20,}/g;
const ANY_VENDOR = new RegExp(VENDOR_PATTERNS.map(({ pattern }) => pattern.source).join('|'));

/** The patterns worth trying on `text`. */
export function possiblePatterns(text: string): readonly SecretPattern[] {
  const lower = text.toLowerCase();
  const isPossible = ({ marks }: SecretPattern): boolean => marks.some((mark) => lower.includes(mark));
  const runs = text.match(RUN)?.join('\n') ?? '';
  return [...FORMS.filter(isPossible), ...(ANY_VENDOR.test(runs) ? VENDOR_PATTERNS.filter(isPossible) : [])];
}

import type { Random } from '../random.ts';

/** Names as attackers and file systems have them: letter case that folds oddly, wildcards as text, more than 16 bits. */
const segments = [
  'a',
  'b',
  'A',
  'src',
  'SRC',
  '.env',
  '.ssh',
  'id_rsa',
  'x.pem',
  'X.PEM',
  'a.key',
  '.',
  '...',
  'a b',
  'a*b',
  '[x]',
  '{y}',
  'back\\slash',
  'é',
  'É',
  'ß',
  'ẞ',
  'İ',
  'ı',
  'K',
  'Σ',
  'ΑΣ',
  'ς',
  'x.Σ',
  '😀',
  '日本',
  '-',
  '.0',
  'node_modules',
  '"',
  "'",
  '\n',
  '\u0000',
].filter((segment) => segment !== '.');

const words = [
  'run',
  'test',
  'build',
  '-f',
  '--force',
  '--prefix=/srv',
  '-r',
  'x',
  'X',
  '*',
  'é',
  '😀',
  '',
  'a/b',
  '/bin/rm',
  '"q"',
  '\\',
  '\n',
  '$',
  '%41',
];

export const actions = ['read', 'write', 'execute', 'network', 'admin'] as const;
export const effects = ['allow', 'escalate', 'deny'] as const;
export const kinds = ['path', 'url', 'command', 'tool', 'prompt', 'service'] as const;
export const grades = ['L1', 'L2', 'L3'] as const;
export const stages = ['CBT', 'KBT', 'IBT'] as const;
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** Without summer time, with it on either half of the world, by half an hour, and at offsets that are no whole hours. */
export const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Etc/GMT+12',
] as const;
export const labels = ['tainted', 'secret-read', 'é', '"'] as const;
export const roles = ['r1', 'r2', 'R1', 'clerk', 'é'] as const;
export const actorIds = ['did:x:a', 'did:x:b', 'did:y:a', 'A', '😀'] as const;
export const actorKinds = ['agent', 'service', 'person'] as const;
export const servers = ['bank', 'files', 'Bank', 'x"y'] as const;
export const toolNames = ['transfer_money', 'transfer_', 'read', 'READ', '😀'] as const;
export const programs = ['rm', 'npm', '/bin/rm', '/tmp/npm', 'git', './x', 'RM', 'g\\t'] as const;
export const schemes = ['https', 'http', 'file', 'ftp'] as const;
export const hosts = [
  'x.org',
  'a.x.org',
  'b.a.x.org',
  'evilx.org',
  'y.org',
  'localhost',
  '127.0.0.1',
  '::1',
  'org',
] as const;
export const ports = [0, 22, 80, 443, 8080, 65_535] as const;
export const methods = ['GET', 'POST', 'DELETE'] as const;
export const urlPaths = ['/', '/v1', '/v1/', '/v1/a', '/v10', '/é', '/a%2fb'] as const;
export const fields = ['amount', 'to', 'a.b', 'constructor', 'é"'] as const;
export const scalars = [
  0,
  1,
  -1,
  0.1,
  0.5,
  1.5,
  50,
  100,
  1e21,
  9_007_199_254_740_991,
  '0',
  '1',
  'a',
  'ab',
  'é😀',
  '',
  '"\\',
  true,
  false,
  null,
] as const;
export const texts = [
  'secret',
  'SECRET',
  'begin private key',
  'BEGIN RSA PRIVATE KEY',
  '123',
  '12',
  'a\nc',
  'abc',
  '!b',
  'key',
  'monkey',
  'é',
  '😀',
  '*',
  '"',
] as const;

export function segment(random: Random): string {
  return random.pick(segments);
}

export function word(random: Random): string {
  return random.pick(words);
}

/** A path without `.` and `..`. */
export function path(random: Random): string {
  const start = random.pick(['', '', '/work', '/home/a', '/opt/qore']);
  return `${start}${random.list(0, 4, () => `/${segment(random)}`).join('')}` || '/';
}

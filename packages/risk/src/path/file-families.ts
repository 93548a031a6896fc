import { CREDENTIAL_RULES, SOCKET_RULES } from './families/credentials.ts';
import { within, type FileRule } from './families/file-rule.ts';
import { PERSONAL_RULES } from './families/personal.ts';
import { STARTUP_RULES } from './families/startup.ts';

/** Every family. A new one is a table in `families/`, or a row of one. */
export const FILE_RULES: readonly FileRule[] = [
  ...CREDENTIAL_RULES,
  ...SOCKET_RULES,
  ...PERSONAL_RULES,
  ...within(
    'governance',
    'always',
    "ZoQore's own state",
    '.failsafe opt/zoqore .local/share/zoqore var/lib/zoqore',
  ),
  ...STARTUP_RULES,
];

/** Templates of secret files hold names, not secrets. */
export const ENVIRONMENT_TEMPLATE: RegExp =
  /^\.?env[._-](?:example|sample|template|dist|defaults?|schema|tpl)$|\.env\.(?:example|sample|template|dist)$|\.(?:example|sample|template|dist)$/;

const BACKUP =
  /^(?:#)?(.{2,}?)(?:~|#|\.(?:bak|backup|old|orig|save|saved|copy|swp|swo|tmp|rpmsave|rpmnew|dpkg-old|dpkg-dist|dpkg-new|\d{1,4}|gz|bz2|xz|zst|zip|tar|tgz|tar\.gz|7z|gpg|asc|enc|b64|\d{4}-\d\d-\d\d)|[-_](?:bak|backup|old|copy|orig)| ?\(\d{1,2}\)| copy)+$/;
const SWAP = /^\.(.{2,})\.sw[a-p]$/;

/** The name that a copy was made of: `.env~`, `id_rsa.bak`, `credentials (1)`, `.netrc.swp`; undefined when it is no copy. */
export function originalName(name: string): string | undefined {
  return SWAP.exec(name)?.[1] ?? BACKUP.exec(name)?.[1];
}

import { PROGRAMS } from './known-programs.ts';
import type { Step } from './step.ts';

/** Names that credentials have by convention, each standing for its family. Plain data. */
const NAMES =
  '.env .env.local .env.production .netrc .pgpass .git-credentials .vault-token .htpasswd .npmrc .pypirc .ssh .aws .kube .gnupg .docker id_rsa id_dsa id_ecdsa id_ed25519 server.pem server.key server.p12 server.pfx secrets.yaml secrets.yml secrets.json secrets.toml'.split(
    ' ',
  );
const MAX_STARS = 8;
/** Programs that print their words or set them. */
const SAYS =
  /^(?:echo|printf|:|true|false|logger|say|export|declare|typeset|local|readonly|set|alias|find|fd)$/;

/**
 * Words, and values within words (`-f.env`, `--file=.env`, `HEAD:id_rsa`), that name a credential or are a pattern that could
 * (`.e*`, `id_*`), whatever program they are given to. `*.json` is any file and not taken for one.
 */
export function credentialWords(step: Step): { word: string; isPattern: boolean }[] {
  const knowledge = PROGRAMS.get(step.program);
  if (knowledge?.use === 'list' || SAYS.test(step.program)) return [];
  // Behind a pattern or a script only the files are files, and those are known: what options are given is not.
  const words = knowledge?.skip === undefined ? step.argv : step.argv.filter(isOptionOfFile);
  return words
    .flatMap(candidates)
    .filter(reachesCredential)
    .map((word) => ({ word, isPattern: /[*?[]/.test(word) }));
}

function isOptionOfFile(word: string, at: number, argv: readonly string[]): boolean {
  return /^-[a-zA-Z]./.test(word) || /^--[\w-]+=/.test(word) || /^(?:-f|--file)$/.test(argv[at - 1] ?? '');
}

function candidates(word: string): string[] {
  if (word.length > 4096 || /\s/.test(word)) return [];
  const behind = /^(?:-[a-zA-Z]+?(?=[.*?[]|id_|secrets)|[\w./~^@{}-]*[=:]@?)([^=:]+)$/.exec(word)?.[1];
  return behind === undefined ? [word] : [word, behind];
}

function reachesCredential(word: string): boolean {
  return word.split('/').some((segment) => {
    if (segment === '' || /^\*+$/.test(segment)) return false;
    if (segment.split('*').length > MAX_STARS) return true;
    const pattern = toPattern(segment);
    return NAMES.some((name) => {
      if (!pattern.test(name)) return false;
      // A pattern for everything of a kind says nothing of credentials, unless the kind is theirs.
      if (name.startsWith('.') || /\.(?:pem|key|p12|pfx)$/.test(name)) return segment !== '*.*';
      return !pattern.test(name.replace(/^[^.]*/, 'quiz'));
    });
  });
}

/** A class of characters counts as any character; a leading dot is only matched by one that is written. */
function toPattern(segment: string): RegExp {
  const source = segment.replace(/\[[^\]]+\]|[*]+|[\\^$.|?+()[\]{}]/g, (part) =>
    part === '?' || /^\[.+\]$/.test(part) ? '.' : part.startsWith('*') ? '.*' : `\\${part}`,
  );
  return new RegExp(/^[*?]/.test(segment) ? `^(?!\\.)${source}$` : `^${source}$`, 'i');
}

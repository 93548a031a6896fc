import { encodedRuns } from './readings/encoded-runs.ts';

/** Addresses that are fetched as soon as the text is shown: pictures, frames, style sheets. Group `query`: what is sent. */
const FETCHED: readonly RegExp[] = [
  /!\[[^\]\n]{0,200}\]\(\s{0,4}<?(?:https?:)?\/\/[^\s)?#]{1,300}\?(?<query>[^\s)]{8,4096})/gi,
  /<(?:img|iframe|script|link|video|audio|source|embed|object|input)\b[^>]{0,300}\b(?:src|href|data|poster)\s{0,3}=\s{0,3}["']?(?:https?:)?\/\/[^\s"'>?#]{1,300}\?(?<query>[^\s"'>]{8,4096})/gi,
  /\burl\(\s{0,3}["']?(?:https?:)?\/\/[^\s"')?#]{1,300}\?(?<query>[^\s"')]{8,4096})/gi,
];
/** Addresses that somebody is to follow: there only what is encoded counts, for many links carry words. */
const FOLLOWED: readonly RegExp[] = [
  /(?<!!)\[[^\]\n]{0,200}\]\(\s{0,4}<?(?:https?:)?\/\/[^\s)?#]{1,300}\?(?<query>[^\s)]{8,4096})/gi,
  /<a\b[^>]{0,300}\bhref\s{0,3}=\s{0,3}["']?(?:https?:)?\/\/[^\s"'>?#]{1,300}\?(?<query>[^\s"'>]{8,4096})/gi,
];
/** Settings and addresses of people. */
const TELLS =
  /(?:pass|pwd?|secret|token|api_?key|auth|cookie|session|_host|db_\w{1,8})\w{0,16}\s{0,2}[=:]|[\w.+-]@[\w-]{1,60}\.[a-z]{2}/i;
/** Hidden as well: settings, pairs of a user with a password, sentences. */
const TELLS_ENCODED = /[=@;]|^[\w.-]{2,40}:\S{4,}$|\w \w{1,20} \w/;
const MAX_LINKS = 200;

/** The address of a picture or a link that tells somebody what was read, if there is one: in clear, encoded or in base64. */
export function findDataLink(text: string): string | undefined {
  for (const pattern of [...FETCHED, ...FOLLOWED]) {
    let seen = 0;
    for (const match of text.matchAll(pattern)) {
      if (++seen > MAX_LINKS) break;
      const query = match.groups?.['query'] ?? '';
      const values = query.split('&').map((pair) => decode(pair.slice(pair.indexOf('=') + 1)));
      for (const value of values) {
        const isTelling =
          (FETCHED.includes(pattern) && TELLS.test(value)) ||
          [...encodedRuns(value)].some(({ decoded }) => TELLS_ENCODED.test(decoded));
        if (isTelling) return match[0].slice(0, 120);
      }
    }
  }
  return undefined;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    // What is not well-formed is sent as it stands.
    return value;
  }
}

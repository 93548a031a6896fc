/** What a source is known by. */
export type Source =
  | {
      readonly kind: 'url';
      readonly key: string;
      readonly host: string;
      readonly segments: readonly string[];
    }
  | { readonly kind: 'identifier'; readonly key: string; readonly text: string };

const maxLength = 2_048;

/**
 * A URL of http or https, or an identifier. Host, default port, trailing slash, fragment and a leading `www.` do not tell
 * one URL from another; case and spacing do not tell identifiers. Undefined for what is neither, such as an empty text,
 * another scheme, or a URL with a user name in it, which is there to mislead.
 */
export function readSource(text: string): Source | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > maxLength || !trimmed.isWellFormed()) return undefined;
  if (/^doi:/i.test(trimmed)) return identifier(trimmed);
  // `https:` with one slash or none is a URL to browsers too.
  if (!/^[a-z][a-z0-9+.-]*:\S/i.test(trimmed)) return identifier(trimmed);
  const url = URL.parse(trimmed);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === null || !isWeb || url.username !== '' || url.password !== '') return undefined;
  const host = url.hostname.replace(/\.$/, '').replace(/^www\./, '');
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const port = url.port === '' ? '' : `:${url.port}`;
  return {
    kind: 'url',
    key: `//${host}${port}/${segments.join('/')}${url.search}`,
    host: `${host}${port}`,
    segments,
  };
}

function identifier(text: string): Source {
  const plain = text.replaceAll(/\s+/g, ' ');
  return { kind: 'identifier', key: plain.toLowerCase().replaceAll(/[ -]/g, ''), text: plain };
}

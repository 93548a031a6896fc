import type { SourceRule, Tier } from './known-sources.ts';
import type { Source } from './read-source.ts';

/** Of the first rule that knows the source, otherwise T4. */
export function tierOf(source: Source, rules: readonly SourceRule[]): Tier {
  return rules.find((rule) => isKnownTo(rule, source))?.tier ?? 'T4';
}

function isKnownTo({ sites, designations }: SourceRule, source: Source): boolean {
  return source.kind === 'url'
    ? sites.some((site) => isWithin(site, source))
    : designations.some((designation) => isDesignated(designation, source.text));
}

/** By whole labels and whole segments: `notowasp.org` is not within `owasp.org`, nor `w3.org/TRap` within `w3.org/TR`. */
function isWithin(site: string, { host, segments }: Extract<Source, { kind: 'url' }>): boolean {
  const [name = '', ...path] = site.split('/');
  return (
    (host === name || host.endsWith(`.${name}`)) &&
    path.every((part, at) =>
      part.endsWith('*') ? segments[at]?.startsWith(part.slice(0, -1)) === true : segments[at] === part,
    )
  );
}

const number = /^[ :/-]{0,3}\d[\w.:()/-]*(?: ?(?:§|section|part|clause) ?[\w.-]+)?$/i;

/** `RFC 6962`, `rfc-6962`, `RFC6962`; not `RFCs`, not `RFC`, not `RFC 1 says so, and so does this blog`. */
function isDesignated(designation: string, text: string): boolean {
  return (
    text.toLowerCase().startsWith(designation.toLowerCase()) && number.test(text.slice(designation.length))
  );
}

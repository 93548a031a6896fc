export const citationTiers = ['T1', 'T2', 'T3', 'T4'] as const;

/** T1: standards and peer-reviewed work. T2: official documentation. T3: known, but edited by anybody. T4: the rest. */
export type Tier = (typeof citationTiers)[number];

/** Sources of one tier. */
export interface SourceRule {
  readonly tier: Tier;
  /**
   * `owasp.org`: it and its subdomains. `host/path`: that part of it, by whole segments; the last may end with `*`. Lower
   * case, without `www.`.
   */
  readonly sites: readonly string[];
  /** `RFC`: identifiers that begin so and go on with a number and no other words: `rfc6962`, `RFC 6962 section 2.1`. */
  readonly designations: readonly string[];
}

/** Nobody gets into T1 or T2 by a name that can be registered, or by writing on a site where everybody may. */
export const knownSources: readonly SourceRule[] = [
  {
    // Of the publishers below, what others write there.
    tier: 'T3',
    designations: [],
    sites: [
      'cloud.google.com/blog',
      'learn.microsoft.com/en-us/answers',
      'lists.debian.org',
      'lists.gnu.org',
      'lore.kernel.org',
      'people.debian.org',
      'savannah.gnu.org',
      'sqlite.org/forum',
      'wiki.debian.org',
    ],
  },
  {
    tier: 'T1',
    designations: [
      'RFC',
      'BCP',
      'STD',
      'ISO',
      'ISO/IEC',
      'IEC',
      'IEEE',
      'ITU-T',
      'FIPS',
      'NIST SP',
      'ECMA',
      'doi',
    ],
    sites: [
      'rfc-editor.org',
      'datatracker.ietf.org/doc/html/rfc*',
      'datatracker.ietf.org/doc/rfc*',
      'ietf.org/rfc',
      'iso.org',
      'iec.ch',
      'ieee.org',
      'itu.int',
      'w3.org/TR',
      'ecma-international.org',
      'tc39.es',
      'csrc.nist.gov',
      'nvlpubs.nist.gov',
      'doi.org',
      'dl.acm.org',
      'usenix.org/conference',
      'nature.com/articles',
      'pubmed.ncbi.nlm.nih.gov',
    ],
  },
  {
    tier: 'T2',
    designations: ['CVE', 'CWE', 'OWASP ASVS'],
    sites: [
      'owasp.org',
      'cheatsheetseries.owasp.org',
      'cwe.mitre.org',
      'cve.org',
      'nvd.nist.gov',
      'cisa.gov',
      'developer.mozilla.org',
      'docs.python.org',
      'nodejs.org',
      'docs.npmjs.com',
      'typescriptlang.org',
      'doc.rust-lang.org',
      'docs.rs',
      'go.dev',
      'pkg.go.dev',
      'docs.oracle.com',
      'learn.microsoft.com',
      'docs.aws.amazon.com',
      'cloud.google.com',
      'docs.github.com',
      'git-scm.com',
      'kubernetes.io',
      'docs.docker.com',
      'postgresql.org',
      'sqlite.org',
      'gnu.org',
      'kernel.org',
      'man7.org',
      'debian.org',
      'sigstore.dev',
      'openid.net',
      'modelcontextprotocol.io',
    ],
  },
  {
    tier: 'T3',
    designations: ['arXiv'],
    sites: [
      'arxiv.org',
      'wikipedia.org',
      'stackoverflow.com',
      'stackexchange.com',
      'github.com',
      'gitlab.com',
      'readthedocs.io',
      'medium.com',
      'dev.to',
      'web.dev',
      'npmjs.com',
      'pypi.org',
    ],
  },
];

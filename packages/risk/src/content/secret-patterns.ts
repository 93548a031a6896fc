/** Secrets that can be told by their structure. Every quantifier is bounded or runs over one character class. */
export interface SecretPattern {
  readonly kind: string;
  /** Global. Group 1, where there is one, is the part that is secret; otherwise the whole match is. */
  readonly pattern: RegExp;
  /** One of these must occur (compared in lower case) before the pattern is tried. */
  readonly marks: readonly string[];
}

export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    kind: 'private-key',
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----[^-]{0,65536}(?:-----END [A-Z0-9 ]{0,64}-----)?/g,
    marks: ['private key'],
  },
  { kind: 'zoqore-key', pattern: /\bzq_[A-Za-z0-9_-]{43}/g, marks: ['zq_'] },
  { kind: 'putty-key', pattern: /PuTTY-User-Key-File-[23]: [^\n]{1,64}/g, marks: ['putty-user-key'] },
  { kind: 'age-key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{58}/g, marks: ['age-secret-key'] },
  {
    kind: 'jwt',
    pattern: /\beyJ[A-Za-z0-9_-]{10,2048}\.eyJ[A-Za-z0-9_-]{4,4096}\.[A-Za-z0-9_-]{0,1024}/g,
    marks: ['eyj'],
  },
  {
    kind: 'aws-access-key',
    pattern: /\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z2-7]{16}\b/g,
    marks: ['akia', 'asia', 'abia', 'acca', 'aroa', 'aida'],
  },
  {
    kind: 'github-token',
    pattern: /\bgh[pousr]_[A-Za-z0-9]{30,255}|\bgithub_pat_[A-Za-z0-9_]{40,255}/g,
    marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  },
  {
    kind: 'gitlab-token',
    pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-[A-Za-z0-9_.-]{20,255}/g,
    marks: ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glsoat-', 'glagent-', 'gloas-'],
  },
  {
    kind: 'slack-token',
    pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}|\bxapp-\d-[A-Za-z0-9-]{10,255}/g,
    marks: ['xox', 'xapp-'],
  },
  {
    kind: 'webhook',
    pattern:
      /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{20,255}|https:\/\/(?:\w{1,16}\.)?discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/[\w-]{20,255}/g,
    marks: ['hooks.slack.com', '/api/webhooks/'],
  },
  {
    kind: 'ai-provider-key',
    pattern:
      /\bsk-(?:ant-|proj-|svcacct-|admin-|or-v1-|lf-)?[A-Za-z0-9_-]{20,255}|\bhf_[A-Za-z0-9]{30,64}|\bgsk_[A-Za-z0-9]{30,64}|\br8_[A-Za-z0-9]{30,64}|\bpplx-[A-Za-z0-9]{30,64}|\bxai-[A-Za-z0-9]{40,255}/g,
    marks: ['sk-', 'hf_', 'gsk_', 'r8_', 'pplx-', 'xai-'],
  },
  {
    kind: 'payment-key',
    pattern:
      /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,255}|\bwhsec_[A-Za-z0-9+/=]{20,255}|\bsq0(?:atp|csp)-[\w-]{22,64}|\bEAAA[\w-]{60,64}|\baccess_token\$(?:production|sandbox)\$[a-z0-9$]{20,80}/g,
    marks: ['k_live_', 'k_test_', 'whsec_', 'sq0', 'eaaa', 'access_token$'],
  },
  {
    kind: 'google-key',
    pattern: /\bAIza[A-Za-z0-9_-]{35}|\bya29\.[A-Za-z0-9_-]{20,1024}|\bGOCSPX-[A-Za-z0-9_-]{20,64}/g,
    marks: ['aiza', 'ya29.', 'gocspx-'],
  },
  {
    kind: 'package-registry-token',
    pattern:
      /\bnpm_[A-Za-z0-9]{36}|\bpypi-[A-Za-z0-9_-]{50,512}|\brubygems_[a-f0-9]{48}|\bcio[A-Za-z0-9]{32}\b|\bdckr_(?:pat|oat)_[\w-]{20,64}/g,
    marks: ['npm_', 'pypi-', 'rubygems_', 'cio', 'dckr_'],
  },
  {
    kind: 'cloud-token',
    pattern:
      /\bdo[oprt]_v1_[a-f0-9]{64}|\bhv[sbr]\.[A-Za-z0-9_-]{24,512}|\bdapi[a-f0-9]{32}|\b(?:lin_api|linear_api)_[A-Za-z0-9]{30,64}|\bATATT3[A-Za-z0-9_=-]{40,512}|\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|\bSG\.[\w-]{16,32}\.[\w-]{30,64}|\bkey-[a-f0-9]{32}\b|\bSK[a-f0-9]{32}\b|\bglsa_[A-Za-z0-9_]{32,64}|\bsntry[su]_[\w=+/-]{40,255}|\bsecret_[A-Za-z0-9]{43}\b|\bntn_[A-Za-z0-9]{40,64}|\bfigd_[\w-]{40,64}|\bvercel_[A-Za-z0-9]{24,64}|\bpul-[a-f0-9]{40}|\btskey-[a-z]{3,12}-[\w-]{20,80}|\bsbp_[a-f0-9]{40}|\bFlyV1 fm\d_[\w+/=,-]{40,1024}|\bAccountKey=[A-Za-z0-9+/]{86}==/g,
    marks: [
      '_v1_',
      'hvs.',
      'hvb.',
      'hvr.',
      'dapi',
      'lin_api',
      'linear_api',
      'atatt3',
      'shpat_',
      'shpca_',
      'shppa_',
      'shpss_',
      'sg.',
      'key-',
      'sk',
      'glsa_',
      'sntry',
      'secret_',
      'ntn_',
      'figd_',
      'vercel_',
      'pul-',
      'tskey-',
      'sbp_',
      'flyv1',
      'accountkey=',
    ],
  },
  { kind: 'telegram-token', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/g, marks: [':aa'] },
  {
    kind: 'connection-string',
    pattern: /\b[a-z][a-z0-9+.-]{1,24}:\/\/[^\s:/?#@'"<>]{0,128}:([^\s/@'"<>]{1,256})@[^\s/'"<>]{1,255}/gi,
    marks: ['://'],
  },
  {
    kind: 'authorization-header',
    pattern:
      /\b(?:authorization|proxy-authorization)["']?\s{0,4}[:=]\s{0,4}["']?(?:basic|bearer|token|digest)\s{1,4}([A-Za-z0-9+/=_.~-]{12,4096})/gi,
    marks: ['authorization'],
  },
  {
    kind: 'password-hash',
    pattern:
      /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$(?:5|6|y)\$[./A-Za-z0-9$=,]{1,64}\$[./A-Za-z0-9]{40,120}|\$argon2(?:id|i|d)\$v=\d{1,3}\$[\w=,]{1,64}\$[A-Za-z0-9+/]{8,128}\$[A-Za-z0-9+/]{16,256}/g,
    marks: ['$2', '$5$', '$6$', '$y$', '$argon2'],
  },
];

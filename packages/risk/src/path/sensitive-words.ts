import { splitWords } from './split-words.ts';

/** Subjects that decision-contract.md grades L3 wherever they are what a file or directory is about. */
export type SensitiveSubject =
  | 'authentication'
  | 'credentials'
  | 'keys'
  | 'cryptography'
  | 'payment'
  | 'migration'
  | 'administration';

const WORDS: ReadonlyMap<string, SensitiveSubject> = new Map(
  Object.entries({
    authentication:
      'auth authn authz authed authenticate authenticated authenticates authenticating authentication authenticator authenticators authorization authorisation authorize authorise authorizer authoriser authorized authorised authorizing oauth oauth1 oauth2 oidc openid sso saml ldap login logins logon logout signin signup signout session sessions mfa totp hotp otp 2fa u2f fido fido2 webauthn passkey passkeys jwt jwts rbac abac acl acls pam csrf captcha impersonate impersonation lockout',
    credentials:
      'password passwords passwd passwds passphrase passphrases passcode pwd credential credentials cred creds secret secrets token tokens vault vaults keychain keychains keyring keyrings htpasswd shadow apikey apikeys',
    keys: 'key keys keystore keystores truststore keypair keypairs keytab privkey privatekey privatekeys publickey secretkey secretkeys accesskey accesskeys masterkey signingkey signingkeys encryptionkey sshkey sshkeys kms hsm pki',
    cryptography:
      'crypto cryptography cryptographic encrypt encrypts encrypted encrypting encryption encryptor encrypter decrypt decrypts decrypted decryption decryptor cipher ciphers bcrypt scrypt argon2 pbkdf2 aes rsa hmac x509 certificate certificates',
    payment:
      'payment payments pay payout payouts paypal stripe braintree adyen billing billings invoice invoices invoicing refund refunds chargeback checkout wallet wallets iban payroll',
    migration: 'migration migrations migrate migrates migrated migrator flyway liquibase alembic',
    administration:
      'admin admins administration administrator administrators administer superuser superusers superadmin sudo sudoers permission permissions privilege privileges',
  } satisfies Record<SensitiveSubject, string>).flatMap(([subject, words]) =>
    words.split(' ').map((word): [string, SensitiveSubject] => [word, subject as SensitiveSubject]),
  ),
);

/** Word parts that keep their meaning when written together (`userlogin`, `passwordreset`). */
const STEMS: readonly { readonly stem: RegExp; readonly subject: SensitiveSubject }[] = [
  { stem: /password|passwd|passphrase|credential/, subject: 'credentials' },
  { stem: /^secret(?!ar|ion|e)|secrets?$/, subject: 'credentials' },
  {
    stem: /^token(?!i)|(?:access|refresh|user|auth|bearer|id|api|csrf|session|reset)tokens?$/,
    subject: 'credentials',
  },
  {
    stem: /^auth(?!or(?!i[sz])|entic(?!at))|(?:user|basic|http|api|o|app|pre|post|re|un)auth$/,
    subject: 'authentication',
  },
  { stem: /^login|(?:user|admin|social|app|web|api|my)login$/, subject: 'authentication' },
  { stem: /^oauth|^session(?!s?torage)|usersessions?$/, subject: 'authentication' },
  { stem: /encrypt|decrypt|^crypto(?!gram)|bcrypt/, subject: 'cryptography' },
  { stem: /payment|^billing|^invoic/, subject: 'payment' },
  { stem: /^migration|^migrat(?!ory)|(?:db|schema|data|database|sql)migrations?$/, subject: 'migration' },
  {
    stem: /^admin(?!istrative)|(?:super|site|web|db|user|sys|app|php|my)admins?$/,
    subject: 'administration',
  },
  { stem: /(?:api|private|secret|access|master|signing|encryption|ssh|gpg)keys?$/, subject: 'keys' },
];

/** Too common to speak for themselves inside a longer name: there they need a companion that is about machines. */
const WEAK: ReadonlySet<string> = words(
  'token tokens key keys vault vaults wallet wallets crypto session sessions secret secrets certificate certificates shadow pay pwd pam cipher ciphers acl acls keyring keyrings keychain login logins logon checkout aes rsa',
);
const COMPANIONS: ReadonlySet<string> = words(
  `service services manager store stores storage provider handler middleware guard client server api apis controller repository repo helper helpers rotation rotate rotator signer sign signing
  verify verifier verification validate validator validation generator generate generation issue issuer refresh access reset create creation hash hasher config configuration settings loader load util utils model models schema
  policy policies expire expiry expiration cache database sync registry factory user users account accounts backend route routes router routing endpoint cookie cookies bearer csrf private master root encryption decryption env
  exchange unseal operator injector approle scanner scan detect lookup import export management page form flow callback redirect view component dialog screen hook context state reducer slice actions test tests spec app web
  github gitlab aws gcp azure deploy production prod staging stripe gateway ssh gpg tls ssl file files data pair pairs`,
);
/** After one of these a sensitive word only describes a thing to look at or to play with. */
const INNOCENT_HEADS: ReadonlySet<string> = words(
  'icon icons image images illustration illustrations picture logo sprite sprites badge badges emoji animation animations door doors santa garden gardens room rooms museum pun puns joke jokes explainer tour history santa sauce recipe recipes agent bucket buckets',
);

/** Neighbours that turn a sensitive word into an everyday one: `token-bucket`, `design-tokens`, `key-bindings`. */
const INNOCENT_NEXT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'token',
    words(
      'bucket buckets count counts counter counting stream streams budget usage limit limits type types kind kinds list span spans estimate estimator',
    ),
  ],
  ['tokens', words('css scss per used')],
  [
    'key',
    words(
      'binding bindings board boards press down up frame frames word words value values code codes event events map maps handler note notes points concepts features takeaways shortcut shortcuts results by of range ranges path paths',
    ),
  ],
  ['keys', words('pressed')],
  ['session', words('storage notes')],
  ['auth', words('or')],
]);
const INNOCENT_BEFORE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['tokens', words('design color colour theme style lexer syntax parser css')],
  ['token', words('design lexer syntax parser next')],
  ['key', words('hot arrow sort cache primary foreign partition public publishable')],
  ['keys', words('hot arrow sort i18n translation locale query cache object public publishable')],
]);

/** Words elsewhere in a path that say which everyday meaning its weak words have. */
const EVERYDAY: readonly { readonly of: ReadonlySet<string>; readonly beside: ReadonlySet<string> }[] = [
  {
    of: words('token tokens'),
    beside: words(
      'tokenizer tokeniser tokenizers lexer lexers parser parsers syntax grammar ast css style styles theme themes design figma tailwind typography nlp compiler scanner highlighter',
    ),
  },
  {
    of: words('key keys'),
    beside: words(
      'i18n locale locales translation translations keyboard keyboards piano music instrument shortcuts hotkeys keymap public',
    ),
  },
  {
    of: words('crypto'),
    beside: words(
      'price prices feed feeds coin coins market markets trading ticker chart charts portfolio exchange news',
    ),
  },
  {
    of: words('vault vaults'),
    beside: words('door doors game games gym jump gymnastics level levels ceiling church arch'),
  },
  {
    of: words('wallet wallets keyring keychain'),
    beside: words('bag bags fashion leather accessories catalogue catalog apparel gift gifts'),
  },
  {
    of: words('session sessions'),
    beside: words(
      'conference conferences talk talks schedule agenda speakers yoga therapy training workshop workshops',
    ),
  },
  {
    of: words('secret secrets'),
    beside: words('garden gardens santa recipe recipes game games story stories level levels'),
  },
  { of: words('checkout'), beside: words('step steps address shipping cart basket git branch branches') },
  {
    of: words('shadow'),
    beside: words('css style styles box text render shader shaders lighting graphics webgl'),
  },
  {
    of: words('migration migrations'),
    beside: words('bird birds animal animals whale whales population butterflies'),
  },
];

export interface SubjectFound {
  readonly subject: SensitiveSubject;
  readonly word: string;
  /** Nothing else stands in the name: it is what the file or directory is about. */
  readonly isWhole: boolean;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** What a file or directory name is about, or undefined when about nothing sensitive. */
export function sensitiveSubject(name: string): SubjectFound | undefined {
  const all = splitWords(name.slice(0, 512));
  const ends = splitWords(/\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '').length;
  const stem = ends > 0 && all.length > ends ? all.slice(0, -ends) : all;
  for (const [at, word] of stem.entries()) {
    const subject = subjectOfWord(word);
    if (subject === undefined || isInnocent(stem, at)) continue;
    const isWhole = stem.every((one) => subjectOfWord(one) !== undefined || /^\d+$/.test(one));
    return { subject, word, isWhole };
  }
  return joinedSubject(all);
}

function subjectOfWord(word: string): SensitiveSubject | undefined {
  const known = WORDS.get(word);
  if (known !== undefined || word.length < 6 || word.length > 64) return known;
  return STEMS.find(({ stem }) => stem.test(word))?.subject;
}

function isInnocent(stem: readonly string[], at: number): boolean {
  const word = stem[at] ?? '';
  const next = stem[at + 1] ?? '';
  const before = stem[at - 1] ?? '';
  if (next === 'per' || before === 'per' || INNOCENT_HEADS.has(next)) return true;
  if (INNOCENT_NEXT.get(word)?.has(next) === true || INNOCENT_BEFORE.get(word)?.has(before) === true)
    return true;
  if (!WEAK.has(word) || stem.length === 1) return false;
  return !stem.some(
    (one, index) => index !== at && (COMPANIONS.has(one) || subjectOfWord(one) !== undefined),
  );
}

/** Whether the words of the whole path give this one an everyday meaning. */
export function isEveryday(word: string, path: ReadonlySet<string>): boolean {
  return EVERYDAY.some(({ of, beside }) => of.has(word) && [...beside].some((one) => path.has(one)));
}

/** `api_key`, `private-key`, `sign-in`, `2-fa`: two words that mean something together. */
function joinedSubject(all: readonly string[]): SubjectFound | undefined {
  for (let at = 1; at < all.length; at++) {
    const pair = `${all[at - 1] ?? ''} ${all[at] ?? ''}`;
    if (/^(?:sign|log) (?:in|on|up|out)$|^access control$/.test(pair))
      return { subject: 'authentication', word: pair, isWhole: all.length === 2 };
    if (/^credit cards?$/.test(pair)) return { subject: 'payment', word: pair, isWhole: all.length === 2 };
  }
  return undefined;
}

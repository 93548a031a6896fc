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
  { stem: /^admin|(?:super|site|web|db|user|sys|app|php|my)admins?$/, subject: 'administration' },
  { stem: /(?:api|private|secret|access|master|signing|encryption|ssh|gpg)keys?$/, subject: 'keys' },
];

/** Neighbours that turn a sensitive word into an everyday one: `token-bucket`, `design-tokens`, `key-bindings`. */
const INNOCENT_NEXT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'token',
    new Set(
      'bucket buckets count counts counter counting stream streams budget usage limit limits type types kind kinds list span spans estimate estimator'.split(
        ' ',
      ),
    ),
  ],
  ['tokens', new Set('css scss per used'.split(' '))],
  [
    'key',
    new Set(
      'binding bindings board boards press down up frame frames word words value values code codes event events map maps handler note notes points concepts features takeaways shortcut shortcuts results by of range ranges path paths'.split(
        ' ',
      ),
    ),
  ],
  ['keys', new Set('pressed'.split(' '))],
  ['session', new Set('storage notes'.split(' '))],
]);
const INNOCENT_BEFORE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['tokens', new Set('design color colour theme style lexer syntax parser css'.split(' '))],
  ['token', new Set('design lexer syntax parser next'.split(' '))],
  ['key', new Set('hot arrow sort cache primary foreign partition'.split(' '))],
  ['keys', new Set('hot arrow sort i18n translation locale query cache object'.split(' '))],
]);
/** Too common to speak for themselves inside a longer name. */
const ALONE_ONLY = new Set(['shadow', 'pay', 'pwd', 'pam']);

/** What a file or directory name is about, or undefined when about nothing sensitive. */
export function sensitiveSubject(name: string): { subject: SensitiveSubject; word: string } | undefined {
  const words = splitWords(name.slice(0, 512));
  for (const [at, word] of words.entries()) {
    const known = WORDS.get(word);
    if (known !== undefined) {
      if (ALONE_ONLY.has(word) && words.length > 2) continue;
      if (INNOCENT_NEXT.get(word)?.has(words[at + 1] ?? '') === true) continue;
      if (INNOCENT_BEFORE.get(word)?.has(words[at - 1] ?? '') === true) continue;
      return { subject: known, word };
    }
    if (word.length < 6 || word.length > 64) continue;
    for (const { stem, subject } of STEMS) if (stem.test(word)) return { subject, word };
  }
  return joinedSubject(words);
}

/** `api_key`, `private-key`, `sign-in`, `2-fa`: two words that mean something together. */
function joinedSubject(words: readonly string[]): { subject: SensitiveSubject; word: string } | undefined {
  for (let at = 1; at < words.length; at++) {
    const pair = `${words[at - 1] ?? ''} ${words[at] ?? ''}`;
    if (/^(?:sign|log) (?:in|on|up|out)$/.test(pair)) return { subject: 'authentication', word: pair };
    if (/^access control$/.test(pair)) return { subject: 'authentication', word: pair };
    if (/^credit cards?$/.test(pair)) return { subject: 'payment', word: pair };
  }
  return undefined;
}

/** Words with which people fill the place of a secret in documents, templates and tests. */
const FILLERS =
  'your|my|the|some|a|an|insert|enter|add|put|replace|change|use|set|generate|generated|random|create|fill|provide|paste|type|example|sample|dummy|fake|mock|stub|demo|test|testing|placeholder|redacted|masked|hidden|todo|tbd|fixme|null|nil|none|undefined|empty|true|false|string|str|text|number|required|optional|secret|password|passwd|passphrase|pass|pwd|token|key|apikey|api|user|username|admin|root|guest|default|dev|development|local|localhost|postgres|mysql|mariadb|mongo|redis|rabbitmq|minio|minioadmin|changeme|change_me|changeit|letmein|qwerty|hunter2|foo|bar|baz|foobar|abc|xyz|value|here|unset|redacted|not';

/** The whole value is filler, or begins with it and goes on in words. */
const FILLER = new RegExp(`^(?:${FILLERS})(?:[^a-z0-9].*|me|here|it|ed|\\d{0,4})?$`, 'i');
/** Something of the kind stands in it, wherever. */
const MARKED =
  /example|placeholder|change_?me|redacted|replace[_-]?(?:me|with)|your[_-]|[_-]here$|dummy|\bfake\b|insert[_-]|xxxx|\.\.\.|…|\*{3}|<[a-z]/i;
/** A reference to where the secret is kept, or code that reads it. */
const REFERENCE =
  /^(?:\$|%|<|\{|#\{|!|@Microsoft\.KeyVault|&[a-z]|process\.env|import\.meta|os\.(?:environ|getenv)|env[.(:]|getenv|config[.([]|settings\.|req\.|request\.|this\.|self\.|ctx\.|props\.|var\.|local\.|data\.|module\.|secrets?[.:/]|vault[:/]|op:\/\/|ref\+|sops|ENC\[|arn:|projects\/|file:|keyring:|ssm:|aws:|gcp:|doppler|infisical|base64\.|[a-z_]\w*\()/i;
/** `some-words-in-a-row`, `three.words.joined`. */
const WORDS = /^(?:[a-z]{2,}|\d{1,3})(?:[-_. /](?:[a-z]{2,}|\d{1,3})){2,}$/;
const ONE_CHARACTER = /(.)\1{7}/;

/**
 * Keys that vendors publish in their documentation, for everybody to try with (AWS, Stripe, jwt.io, reCAPTCHA, Azurite,
 * the Cosmos DB emulator, Hardhat). Those of AWS say EXAMPLE themselves.
 */
const PUBLISHED: readonly string[] = [
  'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  'sk_test_BQokikJOvBiI2HlWgH4olfQ2',
  'sk_test_tR3PYbcVNZZ796tH88S4VQ2u',
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe',
  '6LeIxAcTAAAAAJcZVRqyHgd1mIk',
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq',
  'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIwEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw',
  'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
];

/** True for what stands where a secret would: filler, a reference, a row of one character, a vendor's published sample. */
export function isPlaceholder(value: string): boolean {
  return FILLER.test(value) || REFERENCE.test(value) || WORDS.test(value) || isFillerToken(value);
}

/** The same for a token whose form is already known, so that a word in it means less. */
export function isFillerToken(token: string): boolean {
  return (
    MARKED.test(token) ||
    ONE_CHARACTER.test(token) ||
    new Set(token).size <= 3 ||
    PUBLISHED.some((one) => token.includes(one))
  );
}

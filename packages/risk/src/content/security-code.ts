/** Code that implements authentication, cryptography or the handling of secrets, told from prose and settings by syntax. */
const CALLS =
  /\b(?:bcrypt|scrypt|argon2|pbkdf2|hash_?password|verify_?password|check_?password|compare_?password|set_?password|reset_?password|change_?password|create_?(?:cipher|decipher|hmac|sign|verify)(?:iv)?|generate_?key_?pair(?:_?sync)?|private_?encrypt|public_?decrypt|jwt|jsonwebtoken|authenticate(?:_?user)?|authorize|sign_?in|log_?in|passport|encrypt|decrypt|aes(?:_?(?:128|192|256|gcm|cbc|ecb))?|rsa(?:_?key)?|fernet|set_?cookie_?session|verify_?token|sign_?token|issue_?token|refresh_?token|grant_?role|is_?admin)(?:\.\w{1,40})?(?:sync|async)?\s{0,3}\(/i;
const IMPORTS =
  /\b(?:import|require|from|use|using|include)\b[^\n;]{0,80}["'<\s(](?:node:)?(?:crypto|bcrypt|bcryptjs|argon2|scrypt|jsonwebtoken|jose|passport(?:-[\w-]{1,40})?|cryptography|hashlib|Crypto\.Cipher|nacl|libsodium(?:-[\w-]{1,40})?|openssl|javax\.crypto|System\.Security\.Cryptography|stripe|next-auth|@auth\/[\w-]{1,40}|authlib|pyjwt|ring|rustls)\b/;
const NAMES =
  /\b[\w$]{0,40}(?:password|passwd|passphrase|private_?key|api_?key|secret_?key|client_?secret|credentials?|access_?token|refresh_?token)[\w$]{0,40}\s{0,3}(?:[:=](?!=)|\)|\()|\b(?:AES|RSA|HMAC|ECDSA|Ed25519)[-_/]?(?:\d{2,4}|CBC|GCM|ECB|OAEP|PSS|PKCS1)\b/gi;
/** Without one of these a name with a value is a setting, or a sentence. */
const IS_CODE =
  /[;{}]|=>|\)\s{0,3}[;{:.]|\b(?:def|class|return|const|let|var|func|fn|import|function|public|private|elif|await|async)\s|\w\(/;
const SETTING = /^[A-Z][A-Z0-9_]*\s{0,3}[:=]$|^[A-Za-z]+\s{0,3}:$/;
const STRINGS = /"[^"\n]{0,400}"|'[^'\n]{0,400}'|`[^`]{0,400}`/g;
const MAX_NAMES = 200;

/** The line that gives it away, at most 120 characters, or undefined. */
export function findSecurityCode(text: string): string | undefined {
  const call = CALLS.exec(text) ?? IMPORTS.exec(text);
  if (call !== null) return call[0].slice(0, 120);
  // What stands in strings is shown or compared, not implemented.
  const code = text.replace(STRINGS, '""');
  if (!IS_CODE.test(code)) return undefined;
  let seen = 0;
  for (const [name] of code.matchAll(NAMES)) {
    if (++seen > MAX_NAMES) break;
    const isProse = SETTING.test(name) || (name.endsWith(')') && !/[{};=]/.test(code));
    if (!isProse) return name.slice(0, 120);
  }
  return undefined;
}

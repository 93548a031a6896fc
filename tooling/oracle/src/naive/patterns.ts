/** Regular expressions of RE2, each with one of ECMAScript that says the same. */
export const patterns: readonly { readonly re2: string; readonly own: RegExp }[] = [
  { re2: 'secret', own: /secret/ },
  { re2: '(?i)begin [a-z ]*private key', own: /begin [a-z ]*private key/i },
  { re2: '^[0-9]{3,5}$', own: /^[0-9]{3,5}$/ },
  { re2: 'a.c', own: /a.c/u },
  { re2: '(?s)a.c', own: /a.c/su },
  { re2: '[^a-z]b', own: /[^a-z]b/u },
  { re2: '\\bkey\\b', own: /\bkey\b/ },
  { re2: 'é|ü|😀', own: /é|ü|😀/u },
];

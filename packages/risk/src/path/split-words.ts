/** The lower-case words of a name: `camelCase`, `kebab-case`, `snake_case`, `HTTPServer` and digits apart. */
export function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((word) =>
      /^(?:oauth2|2fa|u2f|fido2|argon2|p12|x509|pbkdf2|log4j|k8s)/.test(word)
        ? [word]
        : word.split(/(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u),
    )
    .filter((word) => word !== '');
}

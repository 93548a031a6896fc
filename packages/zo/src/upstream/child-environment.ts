/** What a program needs to start, and to reach the network where that takes a proxy or an authority of one's own. */
const BASICS = [
  'PATH',
  'HOME',
  'LANG',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_USE_ENV_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/** The part of an environment that every upstream process gets; the rest is for the configuration to name. */
export function childEnvironment(from: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of BASICS) {
    const value = from[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

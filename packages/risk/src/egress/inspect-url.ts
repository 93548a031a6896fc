import { domainToUnicode } from 'node:url';
import type { RiskGrade, Signal, Surroundings, UrlFinding } from '../model.ts';
import { confusableSkeleton, isMixedScript } from '../path/confusable-skeleton.ts';
import { inspectPath } from '../path/inspect-path.ts';
import { hasControl, hasDeceptiveInvisible } from '../path/invisible-characters.ts';
import { makeSignal } from '../signal.ts';
import {
  CONTROL_PORTS,
  DROP_HOSTS,
  IMITATED_LABELS,
  METADATA_HOSTS,
  REFERENCE_HOSTS,
  WEBHOOK_PATH,
} from './host-families.ts';
import { embeddedAddress } from './embedded-address.ts';
import { judgeAddress } from './judge-address.ts';

const MAX_LENGTH = 65_536;
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  ftp: 21,
  ssh: 22,
  git: 9418,
  sftp: 22,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  mongodb: 27_017,
};
const LEET: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't' };
const WEB_PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);
/** Schemes that run code, read local files or speak raw bytes to any port. */
const UNSAFE_SCHEME =
  /^(?:javascript|vbscript|data|gopher|dict|jar|ldaps?|tftp|smb|php|expect|phar|netdoc|view-source|chrome|about|blob|telnet|rmi|jndi|dns|file)$/;

const reaches = (host: string, names: { has(name: string): boolean }): string | undefined => {
  for (let name = host; name !== ''; name = name.replace(/^[^.]*\.?/, '')) if (names.has(name)) return name;
  return undefined;
};

/**
 * Where a URL (WHATWG URL Standard) leads, whatever form its host is written in. Reference sites over https
 * are L1, other public hosts L2, local and private addresses at least L2, metadata services, disguised
 * addresses, look-alike names and drop sites L3. Text that is no absolute URL is L3. Always gives a signal.
 */
export function inspectUrl(url: string, surroundings?: Surroundings): UrlFinding {
  const parsed = url.length <= MAX_LENGTH && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) {
    const signal = makeSignal(
      'egress',
      'unparsable',
      'L3',
      `\`${url.slice(0, 200)}\` is not an absolute URL`,
    );
    return { url: url.slice(0, MAX_LENGTH), scheme: '', host: '', port: 0, path: '', signals: [signal] };
  }
  const scheme = parsed.protocol.slice(0, -1);
  const signals: Signal[] = [];
  const report = (finding: string, grade: RiskGrade, what: string): void => {
    signals.push(makeSignal('egress', finding, grade, what));
  };
  if (hasControl(url.trim()) || hasDeceptiveInvisible(url)) {
    report('hidden-characters', 'L3', `\`${url.slice(0, 200)}\` holds characters that are not drawn`);
  }
  if (/^\s*[a-z][a-z0-9+.-]*:[\\/]*[^\\/?#]+\\/i.test(url)) {
    report(
      'misleading-authority',
      'L3',
      'a backslash that some programs read as part of the host and others do not',
    );
  }
  const written = writtenHost(url);
  const opaqueHost = parsed.hostname.replace(/\.$/, '').toLowerCase();
  const address = judgeAddress(canonicalLiteral(opaqueHost));
  const host = address?.address ?? opaqueHost;
  const port = parsed.port === '' ? (DEFAULT_PORTS[scheme] ?? 0) : Number(parsed.port);
  const found = { url: parsed.href, scheme, host, port, path: parsed.pathname };
  judgeScheme(scheme, report, host, address !== undefined);
  if (scheme === 'file' && surroundings !== undefined)
    signals.push(...inspectPath(url, surroundings).signals);
  if (parsed.username !== '' || parsed.password !== '') {
    report(
      'userinfo',
      parsed.password === '' && /^git$/.test(parsed.username) ? 'L2' : 'L3',
      `\`${host}\` with a user name in the URL`,
    );
  }
  if (address !== undefined) {
    report(address.finding, address.grade, `\`${address.address}\` is ${address.what}`);
    if (written !== undefined && !isPlainLiteral(written)) {
      report('disguised-address', 'L3', `\`${written}\` is another spelling of \`${address.address}\``);
    }
  } else if (host !== '') {
    judgeName(host, parsed.pathname, scheme, report);
  }
  if (CONTROL_PORTS.has(port)) report('control-port', 'L3', `port ${port} commands an engine or a cluster`);
  const isLocal = address?.finding === 'loopback' || host === 'localhost';
  if (parsed.port !== '' && !WEB_PORTS.has(port) && !isLocal) report('unusual-port', 'L2', `port ${port}`);
  if (parsed.search.length + parsed.pathname.length > 2048)
    report('long-query', 'L2', 'more than 2048 characters of path and query');
  return { ...found, signals };
}

type Report = (finding: string, grade: RiskGrade, what: string) => void;

function judgeScheme(scheme: string, report: Report, host: string, isAddress: boolean): void {
  if (scheme === 'https' || scheme === 'wss') return;
  const isLocal = host === 'localhost' || (isAddress && /^(?:127\.|::1$)/.test(host));
  if (scheme === 'http' || scheme === 'ws') {
    if (!isLocal) report('plain-http', 'L2', `\`${host}\` without encryption`);
  } else if (UNSAFE_SCHEME.test(scheme)) {
    report('unsafe-scheme', 'L3', `scheme \`${scheme}\``);
  } else {
    report('other-scheme', 'L2', `scheme \`${scheme}\``);
  }
}

function judgeName(host: string, path: string, scheme: string, report: Report): void {
  if (METADATA_HOSTS.has(host)) return report('metadata', 'L3', `\`${host}\` is a metadata service`);
  const drop = reaches(host, DROP_HOSTS);
  const isChatSite = drop !== undefined && drop.startsWith('discord');
  if (drop !== undefined && (!isChatSite || WEBHOOK_PATH.test(path))) {
    return report('drop-host', 'L3', `\`${host}\` is a ${DROP_HOSTS.get(drop) ?? 'drop'} host`);
  }
  const embedded = embeddedAddress(host);
  if (embedded !== undefined) report('embedded-address', 'L3', `\`${host}\` may resolve to \`${embedded}\``);
  const isForeign = host.split('.').some((label) => label.startsWith('xn--'));
  if (isForeign) {
    // Accented Latin is ordinary; letters of another script that read as ASCII, or beside ASCII, are bait.
    const shown = domainToUnicode(host).normalize('NFKC');
    const hasOther = /[\u0250-\uffff]/.test(shown);
    const imitates =
      shown === '' || isMixedScript(shown) || (hasOther && isAsciiSkeleton(shown.replace(/\.[^.]*$/, '')));
    report('foreign-name', imitates ? 'L3' : 'L2', `\`${host}\` is written in another script`);
  }
  const imitated = imitatedName(host);
  if (imitated !== undefined) report('look-alike', 'L3', `\`${host}\` looks like \`${imitated}\``);
  if (host === 'localhost' || host.endsWith('.localhost'))
    return report('loopback', 'L2', `\`${host}\` is this machine`);
  if (
    !host.includes('.') ||
    /\.(?:local|internal|intranet|corp|lan|home|localdomain|cluster\.local|svc)$/.test(host)
  ) {
    return report('private', 'L2', `\`${host}\` is an internal name`);
  }
  const reference = reaches(host, REFERENCE_HOSTS);
  if (reference !== undefined)
    report('reference-host', scheme === 'https' ? 'L1' : 'L2', `\`${host}\` is a public reference`);
  else report('unknown-host', 'L2', `\`${host}\` is not a known host`);
}

/** `goog1e.com`, `github.com.evil.net`, `paypal-login.net`: a famous label, misspelt or in the wrong place. */
function imitatedName(host: string): string | undefined {
  const labels = host.split('.');
  const owner = labels.at(-2) ?? '';
  for (const label of labels.slice(0, -1)) {
    const plain = confusableSkeleton(label)
      .replaceAll('rn', 'm')
      .replaceAll('vv', 'w')
      .replace(/[013457]/g, (digit) => LEET[digit] ?? digit);
    if (plain !== label && IMITATED_LABELS.has(plain)) return plain;
    const swapped = swappedName(label);
    if (swapped !== undefined) return swapped;
  }
  const joined = /(?:^|\.)([a-z]{4,20})\.(?:com|org|io|net)-/.exec(host);
  if (joined !== null && IMITATED_LABELS.has(joined[1] ?? '')) return joined[1];
  const parts = owner.split('-');
  const isBait =
    parts.length > 1 &&
    parts.some((part) =>
      /^(?:login|signin|secure|security|verify|account|update|support|auth|billing|payment)$/.test(part),
    );
  if (isBait) return parts.find((part) => IMITATED_LABELS.has(part));
  const text = labels.slice(0, -2).join('.');
  const nested = /(?:^|\.)([a-z]{4,20})\.(?:com|org|io|net)$/.exec(text);
  return nested !== null && IMITATED_LABELS.has(nested[1] ?? '') ? nested[1] : undefined;
}

/** `goolge`: two neighbours have changed places. */
function swappedName(label: string): string | undefined {
  if (label.length < 5 || label.length > 12) return undefined;
  for (let at = 0; at + 1 < label.length; at++) {
    const swapped = `${label.slice(0, at)}${label.charAt(at + 1)}${label.charAt(at)}${label.slice(at + 2)}`;
    if (swapped !== label && IMITATED_LABELS.has(swapped)) return swapped;
  }
  return undefined;
}

/** The host as it stands in the text, before the parser made it canonical. */
function writtenHost(url: string): string | undefined {
  const match = /^\s*[a-z][a-z0-9+.-]*:[\\/]*(?:[^/\\?#@]*@)?(\[[^\]]*\]|[^/\\?#:]*)/i.exec(url);
  return match?.[1] === undefined || match[1] === '' ? undefined : match[1].toLowerCase().replace(/\.$/, '');
}

/** Schemes other than http keep a host as text; `0x7f.1` is an address all the same. */
function canonicalLiteral(host: string): string {
  if (!/^[0-9a-fx.]+$/i.test(host) || !/^\d/.test(host)) return host;
  const probe = `http://${host}/`;
  return URL.canParse(probe) ? new URL(probe).hostname : host;
}

function isPlainLiteral(host: string): boolean {
  return /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(host) || /^\[[0-9a-f:]+\]$/.test(host);
}

function isAsciiSkeleton(text: string): boolean {
  return /^[a-z0-9.-]*$/.test(confusableSkeleton(text)) && !/^[a-z0-9.-]*$/.test(text);
}

import ipaddr from 'ipaddr.js';
import type { RiskGrade } from '../model.ts';
import { METADATA_ADDRESSES } from './host-families.ts';

export interface AddressJudgement {
  readonly finding: string;
  readonly grade: RiskGrade;
  readonly what: string;
  /** Canonical text, IPv4 where it was only wrapped into IPv6. */
  readonly address: string;
}

const RANGES: ReadonlyMap<string, Omit<AddressJudgement, 'address'>> = new Map([
  ['loopback', { finding: 'loopback', grade: 'L2', what: 'this machine' }],
  ['unspecified', { finding: 'loopback', grade: 'L2', what: 'this machine' }],
  ['linkLocal', { finding: 'link-local', grade: 'L3', what: 'a link-local address' }],
  ['private', { finding: 'private', grade: 'L2', what: 'a private address' }],
  ['uniqueLocal', { finding: 'private', grade: 'L2', what: 'a private address' }],
  ['carrierGradeNat', { finding: 'private', grade: 'L2', what: 'a private address' }],
  ['unicast', { finding: 'ip-literal', grade: 'L2', what: 'a bare address' }],
]);

/** Judges an IP literal; undefined when `host` (no brackets) is a name. */
export function judgeAddress(host: string): AddressJudgement | undefined {
  const text = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(text)) return undefined;
  const parsed = ipaddr.parse(text);
  const inner = parsed instanceof ipaddr.IPv6 ? embeddedIpv4(parsed) : undefined;
  const address = (inner ?? parsed).toString();
  if (METADATA_ADDRESSES.has(address) || METADATA_ADDRESSES.has(parsed.toString())) {
    return { finding: 'metadata', grade: 'L3', what: 'a cloud metadata service', address };
  }
  const range = (inner ?? parsed).range();
  const known = RANGES.get(range);
  if (known === undefined) {
    return { finding: 'special-address', grade: 'L3', what: `an address of range ${range}`, address };
  }
  // Nobody needs to wrap a local address into IPv6 unless it is to be overlooked.
  const isWrapped = inner !== undefined && range !== 'unicast';
  return { ...known, grade: isWrapped ? 'L3' : known.grade, address };
}

/** IPv4-mapped, NAT64 and 6to4 addresses reach the IPv4 address inside (RFC 4291, RFC 6052, RFC 3056). */
function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'rfc6052' || bytes.slice(0, 12).every((byte) => byte === 0)) {
    const isPlain = bytes.slice(12, 15).every((byte) => byte === 0);
    return isPlain ? undefined : new ipaddr.IPv4(bytes.slice(12, 16));
  }
  return range === '6to4' ? new ipaddr.IPv4(bytes.slice(2, 6)) : undefined;
}

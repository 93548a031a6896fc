import ipaddr from 'ipaddr.js';

const minute = 60_000;
/** Failures in a row before anything is locked. */
export const allowedFailures = 5;
/** At this many in a row TOTP is disabled (SP 800-63B-4 §3.2.2 allows 100). */
export const disablingFailures = 50;
export const firstLockMs: number = minute;
export const maxLockMs: number = 60 * minute;
/** Failures from an address are forgotten after this long without another. */
export const sourceMemoryMs: number = 60 * minute;

/** How long the failure with this number locks: the fifth a minute, each further one twice as long, at most an hour. */
export function lockMsAfter(failures: number): number {
  if (failures < allowedFailures) return 0;
  return Math.min(maxLockMs, firstLockMs * 2 ** (failures - allowedFailures));
}

/**
 * The budget that an address uses up: IPv4 as it is, also inside IPv6; IPv6 by its /64, which one subscriber has. What is
 * no address has a budget all the same.
 */
export function sourceKey(source: string): string {
  if (!ipaddr.isValid(source)) return 'source:unknown';
  const address = ipaddr.process(source);
  if (address.kind() === 'ipv4') return `source:${address.toString()}`;
  const network = [...address.toByteArray().slice(0, 8), ...Array.from({ length: 8 }, () => 0)];
  return `source:${ipaddr.fromByteArray(network).toString()}/64`;
}

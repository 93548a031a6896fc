import { judgeAddress } from './judge-address.ts';

const DOTTED = /(?:^|[.-])((?:\d{1,3}[.-]){3}\d{1,3})(?=[.-])/;
const HEXADECIMAL = /(?:^|[.-])([0-9a-f]{8})(?=\.)/;
/** Names that networks give to their own machines: `ip-10-0-0-1.eu-west-1.compute.internal`. */
const OWN = /\.(?:internal|local|localdomain|lan|arpa)$/;

/**
 * The address inside a public name such as `169-254-169-254.example.net`, if it is one that only this machine or its
 * network answers at: whoever serves the name resolves it to that address, and a filter of addresses has seen a name.
 */
export function embeddedAddress(host: string): string | undefined {
  if (OWN.test(host)) return undefined;
  const dotted = DOTTED.exec(host)?.[1]?.replaceAll('-', '.');
  const digits = HEXADECIMAL.exec(host)?.[1];
  const hexadecimal = digits
    ?.match(/../g)
    ?.map((byte) => Number.parseInt(byte, 16))
    .join('.');
  return [dotted, hexadecimal].find((text) => {
    const found = text === undefined ? undefined : judgeAddress(text);
    return found !== undefined && /^(?:loopback|link-local|private|metadata)$/.test(found.finding);
  });
}

/** A run of base64 or hexadecimal digits that stands for readable text. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
}

const RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,}={0,2}/g;
const HEX = /^(?:0x)?(?:[0-9a-f]{2}){10,}$/i;
const MAX_RUNS = 256;
const MAX_RUN = 65_536;

/** Every run of `text` that decodes to text that a person could read. Linear; at most 256 are decoded. */
export function* encodedRuns(text: string): Generator<EncodedRun> {
  let tried = 0;
  for (const match of text.matchAll(RUN)) {
    if (++tried > MAX_RUNS) return;
    const [run] = match;
    const digits = run.slice(0, MAX_RUN);
    const bytes = HEX.test(digits)
      ? Buffer.from(digits.replace(/^0x/i, ''), 'hex')
      : Buffer.from(digits, 'base64');
    const decoded = readable(bytes);
    if (decoded !== undefined) yield { start: match.index, end: match.index + run.length, decoded };
  }
}

/** As UTF-8, or as UTF-16 as PowerShell encodes its commands; undefined where that gives no text. */
function readable(bytes: Buffer): string | undefined {
  const isWide = bytes.length >= 16 && bytes[1] === 0 && bytes[3] === 0 && bytes[5] === 0;
  const text = bytes.toString(isWide ? 'utf16le' : 'utf8');
  // oxlint-disable-next-line no-control-regex -- control characters are what no text holds
  return text.length >= 8 && !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/.test(text) ? text : undefined;
}

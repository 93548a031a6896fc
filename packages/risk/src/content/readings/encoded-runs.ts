/** A run of base64 or hexadecimal digits that stands for readable text. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-';
const IS_DIGIT: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  DIGITS.includes(String.fromCharCode(code)),
);
const MIN_RUN = 20;
const HEX = /^(?:0x)?(?:[0-9a-f]{2}){10,}$/i;
const MAX_RUNS = 256;
const MAX_RUN = 65_536;

/** Every run of `text` that decodes to text that a person could read. Linear; at most 256 are decoded. */
export function* encodedRuns(text: string): Generator<EncodedRun> {
  let tried = 0;
  for (const { start, end } of digitRuns(text)) {
    if (++tried > MAX_RUNS) return;
    const digits = text.slice(start, Math.min(end, start + MAX_RUN));
    const bytes = HEX.test(digits)
      ? Buffer.from(digits.replace(/^0x/i, ''), 'hex')
      : Buffer.from(digits, 'base64');
    const decoded = readable(bytes);
    if (decoded !== undefined) yield { start, end, decoded };
  }
}

/** Runs of digits with their padding. A scanner: a regular expression keeps one state per digit and runs out of them. */
function* digitRuns(text: string): Generator<{ start: number; end: number }> {
  for (let start = 0; start < text.length; start++) {
    let end = start;
    while (IS_DIGIT[text.charCodeAt(end)] === true) end++;
    const isRun = end - start >= MIN_RUN;
    if (isRun) end += /^={0,2}/.exec(text.slice(end, end + 2))?.[0].length ?? 0;
    if (isRun) yield { start, end };
    // The digit that would follow was looked at: it is none, or the first after the padding.
    start = isRun ? end - 1 : end;
  }
}

/** As UTF-8, or as UTF-16 as PowerShell encodes its commands; undefined where that gives no text. */
function readable(bytes: Buffer): string | undefined {
  const isWide = bytes.length >= 16 && bytes[1] === 0 && bytes[3] === 0 && bytes[5] === 0;
  const text = bytes.toString(isWide ? 'utf16le' : 'utf8');
  // oxlint-disable-next-line no-control-regex -- control characters are what no text holds
  return text.length >= 8 && !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/.test(text) ? text : undefined;
}

const errorResponse = 0x45;

/** What the backend said as it stopped: the text of an ErrorResponse of severity FATAL or PANIC (PostgreSQL 18 §54.8). */
export function fatalMessage(answer: Uint8Array): string | undefined {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.length);
  for (let at = 0; at + 5 <= answer.length; at += 1 + view.getUint32(at + 1)) {
    if (answer[at] !== errorResponse) continue;
    const fields = errorFields(answer.subarray(at + 5, at + 1 + view.getUint32(at + 1)));
    const severity = fields.get('V');
    if (severity === 'FATAL' || severity === 'PANIC') return fields.get('M') ?? severity;
  }
  return undefined;
}

/** Each is a letter and a text that ends with NUL. */
function errorFields(bytes: Uint8Array): ReadonlyMap<string, string> {
  const texts = Buffer.from(bytes).toString('utf8').split('\0');
  return new Map(texts.map((text) => [text.slice(0, 1), text.slice(1)]));
}

/**
 * Undoes percent-encoding until nothing is left to undo, in one linear pass: `%252e` becomes `.`. Bytes are
 * read as UTF-8 leniently, overlong forms included, because a lenient reader downstream may do the same.
 * `depth` is how many layers the deepest character had, counted up to 3.
 */
export function percentDecode(text: string): { text: string; depth: number } {
  if (!text.includes('%')) return { text, depth: 0 };
  // Each output unit remembers how deeply it was encoded, so `%25` + `32` + `65` is seen as two layers.
  const units: string[] = [];
  const depths: number[] = [];
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    units.push(text.charAt(i));
    depths.push(0);
    while (units.length >= 3) {
      const at = units.length - 3;
      if (units[at] !== '%') break;
      const byte = hexByte(units[at + 1] ?? '', units[at + 2] ?? '');
      if (byte === undefined) break;
      const depth = 1 + Math.max(depths[at] ?? 0, depths[at + 1] ?? 0, depths[at + 2] ?? 0);
      deepest = Math.max(deepest, depth);
      units.length = at;
      depths.length = at;
      units.push(byte < 0x80 ? String.fromCharCode(byte) : BYTE + String.fromCharCode(byte));
      depths.push(depth);
    }
  }
  return { text: joinBytes(units), depth: Math.min(3, deepest) };
}

/** Marks a unit of the decoder's output as a raw byte ≥ 0x80; a decoded character is one unit long. */
const BYTE = 'byte:';

function hexByte(high: string, low: string): number | undefined {
  return /^[0-9a-f]{2}$/i.test(high + low) ? Number.parseInt(high + low, 16) : undefined;
}

function joinBytes(units: readonly string[]): string {
  const out: string[] = [];
  let i = 0;
  while (i < units.length) {
    const lead = rawByte(units[i]);
    if (lead === undefined) {
      out.push(units[i] ?? '');
      i++;
      continue;
    }
    const tail = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    let point = lead & (0x3f >> tail);
    let read = 0;
    while (read < tail) {
      const next = rawByte(units[i + read + 1]);
      if (next === undefined || next >= 0xc0) break;
      point = (point << 6) | (next & 0x3f);
      read++;
    }
    const isScalar = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    const isWhole = lead >= 0xc0 && read === tail && isScalar;
    out.push(isWhole ? String.fromCodePoint(point) : String.fromCharCode(lead));
    i += isWhole ? tail + 1 : 1;
  }
  return out.join('');
}

function rawByte(unit: string | undefined): number | undefined {
  return unit?.startsWith(BYTE) === true ? unit.charCodeAt(BYTE.length) : undefined;
}

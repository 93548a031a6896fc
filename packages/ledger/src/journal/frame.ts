import { crc32 } from 'node:zlib';
import type { Companion, JsonObject } from '../model.ts';
import { hashLength } from '../tree.ts';

/**
 * One batch on disk. All integers big-endian.
 *
 *     "ZQF1" | length u32 | CRC-32 u32 | payload
 *     payload = first index u64 | count u32 | chain after [32] | bundle | companions
 *     bundle = count × (length u16 | leaf)                      C2SP tlog-tiles, entry bundle
 *     a removed leaf is length 0 | leaf hash [32]; no leaf is empty
 *     companions = JSON of [[offset in batch, kind, row], …]    to the end of the payload
 */
export interface Frame {
  readonly first: number;
  readonly chain: Uint8Array;
  readonly leaves: readonly FramedLeaf[];
  /** For each leaf. */
  readonly companions: readonly (readonly Companion[])[];
}

/** A leaf, or the hash of one that was pruned or erased. */
export type FramedLeaf = { readonly leaf: Uint8Array } | { readonly leafHash: Uint8Array };

const magic = 0x5a_51_46_31;
export const frameHeaderBytes = 12;
const prologueBytes = 12 + hashLength;
/** 256 leaves and their companions fit many times over; a length beyond is damage. */
const maxPayloadBytes = 256 * 1024 * 1024;

export function encodeFrame(frame: Frame): Uint8Array {
  const rows = frame.companions.flatMap((list, offset) => list.map(({ kind, row }) => [offset, kind, row]));
  const tail = rows.length === 0 ? Buffer.alloc(0) : Buffer.from(JSON.stringify(rows));
  const bundleBytes = frame.leaves.reduce((sum, framed) => sum + 2 + bytesOf(framed).length, 0);
  const payloadBytes = prologueBytes + bundleBytes + tail.length;
  const out = Buffer.allocUnsafe(frameHeaderBytes + payloadBytes);
  out.writeUInt32BE(magic, 0);
  out.writeUInt32BE(payloadBytes, 4);
  let at = out.writeBigUInt64BE(BigInt(frame.first), frameHeaderBytes);
  at = out.writeUInt32BE(frame.leaves.length, at);
  out.set(frame.chain, at);
  at += hashLength;
  for (const framed of frame.leaves) {
    const bytes = bytesOf(framed);
    at = out.writeUInt16BE('leaf' in framed ? bytes.length : 0, at);
    out.set(bytes, at);
    at += bytes.length;
  }
  out.set(tail, at);
  out.writeUInt32BE(crc32(out.subarray(frameHeaderBytes)), 8);
  return out;
}

function bytesOf(framed: FramedLeaf): Uint8Array {
  return 'leaf' in framed ? framed.leaf : framed.leafHash;
}

/** The frame at an offset with the offset behind it; undefined when no whole frame is there. */
export function decodeFrame(
  bytes: Buffer,
  offset: number,
): { readonly frame: Frame; readonly end: number } | undefined {
  if (bytes.length - offset < frameHeaderBytes + prologueBytes) return undefined;
  const length = bytes.readUInt32BE(offset + 4);
  const start = offset + frameHeaderBytes;
  const end = start + length;
  if (bytes.readUInt32BE(offset) !== magic || length > maxPayloadBytes || end > bytes.length)
    return undefined;
  const payload = bytes.subarray(start, end);
  if (crc32(payload) !== bytes.readUInt32BE(offset + 8)) return undefined;
  const frame = decodePayload(payload);
  return frame === undefined ? undefined : { frame, end };
}

/** Offset of the next whole frame at or behind an offset. */
export function findFrame(bytes: Buffer, offset: number): number | undefined {
  const mark = Buffer.alloc(4);
  mark.writeUInt32BE(magic);
  for (let at = bytes.indexOf(mark, offset); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    if (decodeFrame(bytes, at) !== undefined) return at;
  }
  return undefined;
}

function decodePayload(payload: Buffer): Frame | undefined {
  const first = Number(payload.readBigUInt64BE(0));
  const count = payload.readUInt32BE(8);
  const chain = payload.subarray(12, prologueBytes);
  const leaves: FramedLeaf[] = [];
  let at = prologueBytes;
  for (let position = 0; position < count; position += 1) {
    if (at + 2 > payload.length) return undefined;
    const length = payload.readUInt16BE(at);
    const end = at + 2 + (length === 0 ? hashLength : length);
    if (end > payload.length) return undefined;
    const bytes = payload.subarray(at + 2, end);
    leaves.push(length === 0 ? { leafHash: bytes } : { leaf: bytes });
    at = end;
  }
  const companions: Companion[][] = leaves.map(() => []);
  if (at < payload.length) {
    const rows = JSON.parse(payload.toString('utf8', at)) as readonly [number, string, JsonObject][];
    for (const [offset, kind, row] of rows) companions[offset]?.push({ kind, row });
  }
  return { first, chain, leaves, companions };
}

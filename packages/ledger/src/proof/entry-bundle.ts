/** Leaves, each with its length in 2 bytes in front (C2SP tlog-tiles, entry bundle). */
export function bundleOf(leaves: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    leaves.flatMap((bytes) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      return [length, bytes];
    }),
  );
}

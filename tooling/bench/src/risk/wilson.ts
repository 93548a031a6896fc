const z = 1.959_963_984_540_054;

/** Wilson's score interval of a share at 95 %, both ends 0–1 (Wilson 1927). Of nothing, nothing is known: 0 to 1. */
export function wilsonInterval(hits: number, all: number): readonly [low: number, high: number] {
  if (all === 0) return [0, 1];
  const share = hits / all;
  const scale = 1 + (z * z) / all;
  const middle = (share + (z * z) / (2 * all)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** RFC 3339 with milliseconds, UTC. */
export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

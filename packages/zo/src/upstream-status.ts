/** One upstream as `Gateway.upstreams()` reports it. */
export interface UpstreamStatus {
  readonly name: string;
  /** `idle`: not asked for yet. `connecting` carries the `reason` of the attempt before it, if that failed. */
  readonly state: 'idle' | 'connecting' | 'ready' | 'failed';
  readonly protocolVersion?: string;
  /** How many tools it listed last. */
  readonly tools: number;
  /** Why the last connection or listing failed, one line. */
  readonly reason?: string;
  /** The last lines of the server process, at most 20, without control characters and recognisable secrets. */
  readonly stderrTail?: readonly string[];
}

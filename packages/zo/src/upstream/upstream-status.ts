/** One upstream as `Gateway.upstreams()` reports it. */
export interface UpstreamStatus {
  readonly name: string;
  /** `idle`: not asked for yet. `connecting` carries the `reason` of the attempt before it, if that failed. */
  readonly state: 'idle' | 'connecting' | 'ready' | 'failed';
  readonly protocolVersion?: string;
  /** How many tools it listed last. */
  readonly tools: number;
  /** Those whose definition holds text that reads like instructions to a model; absent when there are none. */
  readonly markedTools?: readonly string[];
  /**
   * How many it named, at least, that nobody can call: malformed, defined twice, or beyond the 1,024 tools and 4 Mi
   * characters of a listing; absent when there are none.
   */
  readonly leftOutTools?: number;
  /** Why the last connection or listing failed, one line. */
  readonly reason?: string;
  /** The last lines of the server process, at most 20, without control characters and recognisable secrets. */
  readonly stderrTail?: readonly string[];
}

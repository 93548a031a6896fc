/** A place out of the log's reach where its checkpoints are put. */
export interface Anchor {
  /** What an operator knows it by. */
  readonly name: string;
  /**
   * Puts a checkpoint there, durable when it resolves. The same one may come again.
   *
   * @throws Error with a reason for an operator; when another checkpoint of this size is there already, too
   */
  publish(checkpoint: AnchoredCheckpoint, signal: AbortSignal): Promise<void>;
}

/** What an anchor is given to keep. */
export interface AnchoredCheckpoint {
  readonly origin: string;
  readonly size: number;
  /** Signed note (C2SP tlog-checkpoint). */
  readonly note: string;
}

/** Whether two notes say the same; one may have more signatures than the other. */
export function isSameText(one: string, other: string): boolean {
  const textOf = (note: string): string => note.slice(0, note.lastIndexOf('\n\n'));
  return textOf(one) === textOf(other);
}

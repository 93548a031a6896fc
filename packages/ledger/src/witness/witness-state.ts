/** What a witness remembers. One witness at a time works on it. */
export interface WitnessState {
  /**
   * The last checkpoint of a log that was cosigned, with the cosignature; undefined when there was none.
   *
   * @throws NOTE_INVALID when what is kept is damaged: then nothing of that log may be cosigned
   */
  latest(origin: string): Promise<string | undefined>;
  /** Durable when it resolves. */
  save(origin: string, cosigned: string): Promise<void>;
  /** Keeps two checkpoints that do not go together, once, and of a log at most so many. Undefined when it is not kept. */
  keepEvidence(evidence: Evidence): Promise<string | undefined>;
}

/** Both notes carry a signature of the log. */
export interface Evidence {
  readonly origin: string;
  /**
   * `fork`: two roots at one size, which needs no further proof. `unproved`: the proof that the second goes on where
   * the first ended does not hold; anyone who has both can send a bad proof.
   */
  readonly kind: 'fork' | 'unproved';
  readonly size: number;
  readonly known: string;
  readonly claimed: string;
}

/** What is wrong at the index that a report names. */
export type Fault =
  /** The leaf is not the one that was appended, or not a leaf. */
  | 'payload-altered'
  /** A column that repeats part of the leaf, or a hash beside it, differs from it. */
  | 'column-altered'
  /** No entry where one must be. */
  | 'missing'
  /** Another entry of the same log stands here. */
  | 'reordered'
  /** An entry stands a second time. */
  | 'duplicated'
  /** The log ends before what its head or a checkpoint says. */
  | 'truncated'
  /** Entries that the head does not count. */
  | 'surplus'
  /** The head's root, chain or frontier is not that of its entries. */
  | 'head-altered'
  /** A checkpoint of this log has another root than the entries that it covers. */
  | 'forked'
  | 'bad-signature'
  | 'key-unknown'
  /** The checkpoint is by a key that was revoked in front of it. */
  | 'key-revoked'
  /** The checkpoint is by a key that was not one of the log at its size. */
  | 'key-not-valid'
  /** The entry changes the keys of the log, and no key of the log agreed to it. */
  | 'key-change-invalid'
  /** The entry removes, holds, releases or archives, and no key of the log agreed to it. */
  | 'act-invalid'
  | 'checkpoint-altered';

/** Stops the walk at the first fault. */
export class FaultFound extends Error {
  readonly index: number;
  readonly fault: Fault;
  constructor(index: number, fault: Fault, detail: string) {
    super(detail);
    this.index = index;
    this.fault = fault;
  }
}

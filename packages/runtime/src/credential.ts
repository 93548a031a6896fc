/** `decide`: ask. `approve`: decide approvals. `admin`: keys, halt, policy. An agent's key holds `decide` alone. */
export type Scope = 'decide' | 'approve' | 'admin';

/** What a presented key proved. Made only by authentication. */
export interface Credential {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Actors that the holder may speak for; `any` for the key made at first start. */
  readonly actors: readonly string[] | 'any';
}

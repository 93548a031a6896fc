export type PolicyErrorCode = 'POLICY_INVALID';

/** One thing wrong with a policy text or data. */
export interface PolicyIssue {
  /** Keys and list positions from the root: `['rules', 3, 'match', 'risk']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** 1-based, of the YAML node; absent when the policy was given as data. */
  readonly line?: number;
  readonly column?: number;
  readonly expected?: string;
  readonly found?: string;
  /** The key or value that was probably meant. */
  readonly suggestion?: string;
}

export interface PolicyErrorDetails {
  readonly issues: readonly PolicyIssue[];
  /** Where the text came from, as the caller named it. */
  readonly source?: string;
}

/** Thrown when a policy set or its tests cannot be used. Switch on `code`; every cause is in `details.issues`. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code: PolicyErrorCode;
  readonly details: PolicyErrorDetails;

  constructor(options: {
    readonly code: PolicyErrorCode;
    readonly message: string;
    readonly details: PolicyErrorDetails;
    readonly cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.details = options.details;
  }
}

/** The refusal of a whole set: its message names the first issue and how many there are. */
export function invalidPolicy(issues: readonly PolicyIssue[], source?: string, cause?: unknown): PolicyError {
  const [first] = issues;
  const where = [source, first?.line, first?.column].filter((part) => part !== undefined).join(':');
  const rest = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new PolicyError({
    code: 'POLICY_INVALID',
    message: `${where === '' ? '' : `${where}: `}${first?.message ?? 'policy is invalid'}${rest}`,
    details: source === undefined ? { issues } : { issues, source },
    cause,
  });
}

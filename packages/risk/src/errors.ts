/** `RISK_MODEL_INVALID`: a risk model that an operator wrote has a field of the wrong shape. */
export type RiskErrorCode = 'RISK_MODEL_INVALID';

/** The one error of this package. Detectors and `assess` never throw it: only `parseRiskModel` does. */
export class RiskError extends Error {
  readonly code: RiskErrorCode;
  readonly details: Readonly<Record<string, string>>;

  constructor(options: {
    code: RiskErrorCode;
    message: string;
    cause?: unknown;
    details?: Readonly<Record<string, string>>;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RiskError';
    this.code = options.code;
    this.details = options.details ?? {};
  }
}

/**
 * Where the gateway reports what no answer can carry. `event` is a stable name such as `upstream-stderr`; details
 * hold no credential.
 */
export interface Log {
  info(event: string, details?: Readonly<Record<string, unknown>>): void;
  warn(event: string, details?: Readonly<Record<string, unknown>>): void;
  error(event: string, details?: Readonly<Record<string, unknown>>): void;
}

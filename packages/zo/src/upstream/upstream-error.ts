import { ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import { ZoError } from '../errors.ts';
import type { UpstreamConfig } from './upstream-config.ts';

/** What a failed request to an upstream means for the call that it stood for. */
export function upstreamError(config: UpstreamConfig, error: unknown): ZoError {
  if (error instanceof ZoError) return error;
  const upstream = `upstream \`${config.name}\``;
  if (error instanceof ProtocolError) {
    const message = `${upstream} answered ${error.code}: ${oneLine(error)}`;
    return new ZoError({ code: 'UPSTREAM_REFUSED', message, cause: error, details: { code: error.code } });
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    const message = `${upstream} did not answer within ${config.timeoutMs} ms`;
    return new ZoError({ code: 'UPSTREAM_TIMED_OUT', message, cause: error });
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult) {
    const message = `${upstream} answered with something that is no result: ${oneLine(error)}`;
    return new ZoError({ code: 'UPSTREAM_FAILED', message, cause: error });
  }
  const message = `${upstream} is unavailable: ${oneLine(error)}`;
  return new ZoError({ code: 'UPSTREAM_UNAVAILABLE', message, cause: error });
}

export function cancelled(cause?: unknown): ZoError {
  return new ZoError({
    code: 'CALL_CANCELLED',
    message: 'the client went away before the call ended',
    cause,
  });
}

/** The message of an error from outside, fit for a log line or an answer. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, 300)
    .toWellFormed();
}

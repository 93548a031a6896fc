/**
 * Codes of refusals before MCP begins. They lie outside the ranges that JSON-RPC and MCP keep for themselves; the
 * last three digits are the HTTP status.
 */
export type HttpRefusal =
  | 'BAD_JSON'
  | 'UNAUTHORIZED'
  | 'ACTOR_FORBIDDEN'
  | 'HOST_FORBIDDEN'
  | 'ORIGIN_FORBIDDEN'
  | 'METHOD_NOT_ALLOWED'
  | 'METHOD_NOT_FOUND'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'LEDGER_UNAVAILABLE'
  | 'GATEWAY_CLOSED';

const SPECIFIED: Partial<Record<HttpRefusal, number>> = { BAD_JSON: -32_700, METHOD_NOT_FOUND: -32_601 };

/** An HTTP answer with a JSON-RPC error body (MCP 2026-07-28, Streamable HTTP). */
export function jsonRpcError(
  status: number,
  refusal: HttpRefusal,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  id: string | number | null = null,
): Response {
  const error = { code: SPECIFIED[refusal] ?? -31_000 - status, message, data: { code: refusal } };
  return Response.json(
    { jsonrpc: '2.0', error, id },
    { status, headers: { 'cache-control': 'no-store', ...headers } },
  );
}

/**
 * Refusals before MCP begins. Their JSON-RPC codes lie outside the ranges that JSON-RPC and MCP keep for themselves, and
 * end in the HTTP status; what is no JSON has the code that JSON-RPC gives it.
 */
export type HttpRefusal =
  | 'BAD_JSON'
  | 'UNAUTHORIZED'
  | 'ACTOR_FORBIDDEN'
  | 'HOST_FORBIDDEN'
  | 'ORIGIN_FORBIDDEN'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'LEDGER_UNAVAILABLE'
  | 'GATEWAY_CLOSED';

/** An HTTP answer with a JSON-RPC error body (MCP 2026-07-28, Streamable HTTP). */
export function jsonRpcError(
  status: number,
  refusal: HttpRefusal,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const code = refusal === 'BAD_JSON' ? -32_700 : -31_000 - status;
  const error = { code, message, data: { code: refusal } };
  return Response.json(
    { jsonrpc: '2.0', error, id: null },
    { status, headers: { 'cache-control': 'no-store', ...headers } },
  );
}

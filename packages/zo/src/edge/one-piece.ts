import { WebStandardStreamableHTTPServerTransport, type Server } from '@modelcontextprotocol/server';

/** The client has gone: what nginx writes into its log, and nobody reads. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Serves one POST of a client that speaks `initialize` (2024-11-05 to 2025-11-25), with a server of its own. The answer
 * is one JSON body, as it is in the later era: the SDK's own leg for these clients opens an event stream for each, and a
 * gateway that says nothing before the answer would only pay for it, and its client again.
 */
export async function answerInOnePiece(
  request: Request,
  parsedBody: unknown,
  server: Server,
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const { promise: gone, resolve } = Promise.withResolvers<Response>();
  const breakOff = (): void => {
    // Aborts what the handlers do.
    void server.close();
    resolve(new Response(null, { status: CLIENT_CLOSED_REQUEST }));
  };
  request.signal.addEventListener('abort', breakOff, { once: true });
  return await Promise.race([transport.handleRequest(request, { parsedBody }), gone]);
}

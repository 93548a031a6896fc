import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { listen } from '@zoqore/runtime/http';

// The gateway without the governance: the official server stack behind the same listener, handing calls to the upstream.
const [command = '', ...args] = process.argv.slice(2);
const upstream = new Client({ name: 'passthrough', version: '1' });
await upstream.connect(new StdioClientTransport({ command, args }));
// A validator that is made for each request and asked nothing would be work that the gateway does not do.
const jsonSchemaValidator = {
  getValidator: () => () => ({
    valid: false as const,
    data: undefined,
    errorMessage: 'nothing is validated here',
  }),
};
const handler = createMcpHandler(() => {
  const server = new Server(
    { name: 'passthrough', version: '1' },
    { capabilities: { tools: {} }, jsonSchemaValidator },
  );
  server.setRequestHandler('tools/list', () => upstream.listTools());
  server.setRequestHandler('tools/call', ({ params }) => upstream.callTool(params));
  return server;
});
const listener = await listen({
  fetch: (request) => handler.fetch(request),
  address: { host: '127.0.0.1', port: 0 },
});
process.once('SIGTERM', () => {
  void Promise.all([upstream.close(), listener.close()]).then(() => process.exit(0));
});
process.send?.({ url: listener.url });

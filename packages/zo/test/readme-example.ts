import { createGateway, parseUpstreams, type Gateway, type GatewayOptions } from '@zoqore/zo';

export function openGateway(governance: GatewayOptions['governance']): Promise<Gateway> {
  const upstreams = parseUpstreams([
    {
      name: 'files',
      preset: 'filesystem',
      transport: { type: 'stdio', command: 'mcp-server-filesystem', args: ['/work/project'] },
    },
  ]);
  const say = (event: string): void => void process.stderr.write(`${event}\n`);
  const log = { info: say, warn: say, error: say };
  return createGateway({ governance, upstreams, name: 'zoqore', version: '1.0.0', clock: Date.now, log });
}

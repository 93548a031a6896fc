import type { Serving } from '../serve.ts';
import { neutralise } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';

/** What a person needs once it is up. The commands stand on their own lines, unwrapped, to be copied. */
export function servingText(
  screen: Screen,
  serving: Serving,
  typed: { readonly command: string; readonly homeFlag: string; readonly key: string },
): readonly string[] {
  const { runtimeUrl, gatewayUrl } = serving;
  const body = `{"requestId":"first","actorId":"did:myth:agent","action":"read","targetPath":"docs/readme.md"}`;
  return [
    `${screen.paint('good', 'ready')}  process ${serving.pid}`,
    '',
    ...fields(screen, [
      ...(runtimeUrl === undefined ? [] : [['runtime', runtimeUrl] as const]),
      ...(gatewayUrl === undefined ? [] : [['gateway', `${gatewayUrl}  (MCP)`] as const]),
      ['API key', neutralise(serving.agentKeyFile)],
      ['home', neutralise(serving.home.root)],
      ['policy', `${neutralise(serving.policy.name)}, version ${serving.policy.version.slice(0, 16)}`],
    ]),
    ...(serving.isProposalWaiting
      ? [
          `${screen.paint('warn', 'waits')}  the policy files hold another set → ${typed.command} policy show${typed.homeFlag}`,
        ]
      : []),
    '',
    'next, in another terminal',
    ...(runtimeUrl === undefined
      ? []
      : [
          `  curl -s ${runtimeUrl}/evaluate -H "x-qore-api-key: $(cat ${typed.key})" -H 'content-type: application/json' -d '${body}'`,
        ]),
    `  ${typed.command} doctor${typed.homeFlag}`,
    '',
    'Ctrl-C stops it',
  ];
}

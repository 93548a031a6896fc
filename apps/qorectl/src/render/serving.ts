import type { Serving } from '../serve.ts';
import { neutralise } from './neutralise.ts';
import { shellWord } from './shell-word.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';

/** What a person needs once it is up. The commands stand on their own lines, unwrapped, to be copied. */
export function servingText(
  screen: Screen,
  serving: Serving,
  typed: { readonly command: string; readonly homeFlag: string },
): readonly string[] {
  const { runtimeUrl, gatewayUrl, agentActor } = serving;
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
    ...(runtimeUrl === undefined || agentActor === undefined
      ? []
      : [
          `  ${typed.command} evaluate --actor ${shellWord(agentActor)} --action read --target docs/readme.md${typed.homeFlag}`,
        ]),
    `  ${typed.command} doctor${typed.homeFlag}`,
    '',
    'Ctrl-C stops it',
  ];
}

import { elapsed } from '../instant.ts';
import { halted, resumption } from './halted.ts';
import { modeLine, type ModeView } from './mode.ts';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';
import { upstreamPairs, type UpstreamView } from './upstreams.ts';

interface StatusView {
  readonly isRunning: boolean;
  readonly home?: string;
  readonly runtimeUrl?: string;
  readonly gatewayUrl?: string;
  /** Serves MCP, on a port or else on the standard input of a client. */
  readonly isGateway?: boolean;
  readonly version: string;
  readonly installation: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly engine: string;
  readonly policy: {
    readonly name: string;
    readonly policyVersion: string;
    readonly isProposalWaiting: boolean;
    readonly unreadable?: { readonly message: string };
  };
  readonly models: readonly {
    readonly kind: string;
    readonly version: string;
    readonly isProposalWaiting: boolean;
    readonly unreadable?: { readonly message: string };
  }[];
  readonly mode: ModeView;
  readonly ledger: { readonly size: number; readonly root: string };
  readonly approvals: { readonly waiting: number };
  readonly halts: readonly { readonly actorId?: string; readonly keyId?: string; readonly reason: string }[];
  readonly tools: { readonly known: number; readonly changed: number };
  readonly upstreams?: readonly UpstreamView[];
}

export function statusText(screen: Screen, status: StatusView, now: number): readonly string[] {
  const { approvals, halts, ledger, policy, tools } = status;
  const since = `process ${status.pid}, for ${elapsed(now - Date.parse(status.startedAt))}`;
  const next = [
    ...(status.isRunning ? [] : ['→ qorectl serve']),
    ...halts.slice(0, 3).map((halt) => `→ ${resumption(halt)}`),
    ...(approvals.waiting > 0 ? ['→ qorectl approvals list'] : []),
    ...(policy.isProposalWaiting ? ['→ qorectl policy show'] : []),
    ...(policy.unreadable === undefined ? [] : ['→ qorectl policy check']),
    ...(status.models.some(isOpen) ? ['→ qorectl models list'] : []),
    ...(tools.changed > 0 ? ['→ qorectl tools list'] : []),
  ];
  return [
    status.isRunning
      ? `${screen.paint('good', 'running')}  ${since}`
      : `${screen.paint('warn', 'not running')}  this is what the store says`,
    '',
    ...fields(screen, [
      ...(status.runtimeUrl === undefined ? [] : [['runtime', status.runtimeUrl] as const]),
      ...(status.gatewayUrl === undefined
        ? status.isGateway === true
          ? [['gateway', 'on standard input, of the client that started it'] as const]
          : []
        : [['gateway', status.gatewayUrl] as const]),
      ...(status.home === undefined ? [] : [['home', excerpt(status.home, 300)] as const]),
      [
        'policy',
        `${excerpt(policy.name, 80)}, version ${policy.policyVersion.slice(0, 16)}${policy.isProposalWaiting ? '; another waits' : ''}`,
      ],
      ...(policy.unreadable === undefined
        ? []
        : [
            [
              'proposal',
              { text: `cannot be read: ${excerpt(policy.unreadable.message, 300)}`, tone: 'bad' as const },
            ] as const,
          ]),
      ...status.models.map(
        ({ kind, version, isProposalWaiting, unreadable }) =>
          [
            `${excerpt(kind, 20)} model`,
            unreadable === undefined
              ? `version ${version.slice(0, 16)}${isProposalWaiting ? '; another waits' : ''}`
              : {
                  text: `version ${version.slice(0, 16)}; its file cannot be read: ${excerpt(unreadable.message, 300)}`,
                  tone: 'bad' as const,
                },
          ] as const,
      ),
      [
        'mode',
        status.mode.mode === 'normal' ? 'normal' : { text: modeLine(status.mode), tone: 'warn' as const },
      ],
      ['ledger', `${ledger.size} entries, root ${ledger.root.slice(0, 16)}…`],
      ['store', status.engine],
      [
        'waiting',
        approvals.waiting === 0 ? 'nothing' : { text: `${approvals.waiting} for a person`, tone: 'warn' },
      ],
      ...halts.map(
        (halt) =>
          [
            'halted',
            {
              text: `${halted(halt)}: ${excerpt(halt.reason, 200)}`,
              tone: 'bad' as const,
            },
          ] as const,
      ),
      ['tools', `${tools.known} seen${tools.changed === 0 ? '' : `, ${tools.changed} changed`}`],
      ...(status.upstreams ?? []).flatMap(upstreamPairs),
      ['version', status.version],
    ]),
    ...next,
  ];
}

/** Somebody should look at the model's file. */
function isOpen({ isProposalWaiting, unreadable }: StatusView['models'][number]): boolean {
  return isProposalWaiting || unreadable !== undefined;
}

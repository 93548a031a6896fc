import type { LintFinding, PolicyChange, PolicyComparison, PolicyInput, Resource } from '@zoqore/policy';
import { excerpt } from './neutralise.ts';
import { ruleCount } from './plain-words.ts';
import type { Screen } from './screen.ts';
import { fields, headline } from './table.ts';

interface PlacedFinding extends LintFinding {
  readonly source: string;
  readonly line?: number;
  readonly column?: number;
}

/** Each finding: what, where, why, with which request, and what to do. */
export function lintText(
  screen: Screen,
  lint: { readonly name: string; readonly rules: number; readonly findings: readonly PlacedFinding[] },
): readonly string[] {
  const warnings = lint.findings.filter(({ severity }) => severity === 'warning').length;
  const set = `${excerpt(lint.name, 80)}, ${ruleCount(lint.rules)}`;
  return [
    warnings === 0
      ? `${screen.paint('good', 'clean')}  ${set}`
      : `${screen.paint('warn', `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`)}  ${set}`,
    ...lint.findings.flatMap((finding) => {
      const { code, severity, rule, message, request, others, advice } = finding;
      const at = [finding.source, finding.line, finding.column].filter((part) => part !== undefined);
      return [
        '',
        ...headline(
          screen,
          { tone: severity === 'warning' ? 'warn' : 'dim', word: code },
          `rule \`${excerpt(rule, 128)}\` ${excerpt(message, 300)}`,
        ),
        ...fields(screen, [
          ['at', excerpt(at.join(':'), 200)],
          ...(others.length === 0 ? [] : [['rules', excerpt(others.join(', '), 300)] as const]),
          ...(request === undefined ? [] : [['request', requestInWords(request)] as const]),
        ]),
        `→ ${advice}`,
      ];
    }),
  ];
}

const shownChanges = 20;

/** The answer, then where: what is let through that was not, and the other way round. */
export function comparisonText(
  screen: Screen,
  { relation, wider, narrower }: PolicyComparison,
  names: { readonly before: string; readonly after: string },
): readonly string[] {
  const after = excerpt(names.after, 100);
  const said = {
    same: `${screen.paint('good', 'same')}  ${after} lets through exactly what ${excerpt(names.before, 100)} does`,
    narrower: `${screen.paint('good', 'narrower')}  ${after} lets through nothing more, and some things no longer`,
    wider: `${screen.paint('warn', 'wider')}  ${after} lets through more`,
    mixed: `${screen.paint('warn', 'wider and narrower')}  ${after} lets through some things more and others no longer`,
    unknown:
      wider.answer === 'no'
        ? `${screen.paint('good', 'not wider')}  ${after} lets through nothing more`
        : wider.answer === 'yes'
          ? `${screen.paint('warn', 'wider')}  ${after} lets through more`
          : `${screen.paint('warn', 'maybe wider')}  it could not be proved that ${after} lets through nothing more`,
  };
  return [
    said[relation],
    ...changesText(screen, 'lets through more', wider.changes),
    ...changesText(screen, 'holds back more', narrower.changes),
  ];
}

/** At most 20, each with the request that shows it. */
export function changesText(
  screen: Screen,
  title: string,
  changes: readonly PolicyChange[],
): readonly string[] {
  const found = distinct(screen, changes);
  const rest = found.length - shownChanges;
  return [
    ...(found.length > 1 ? ['', `${screen.paint('strong', title)}  in ${found.length} ways`] : []),
    ...found
      .slice(0, shownChanges)
      .flatMap(({ causes, lines }) => [
        '',
        ...headline(screen, { tone: 'strong', word: title }, [...causes].join(', and ')),
        ...lines,
      ]),
    ...(rest > 0 ? ['', `and ${rest} more: --json lists them`] : []),
  ];
}

/** Changes that say the same, with all that causes them: rules of the same text, or one that is asked about twice. */
function distinct(
  screen: Screen,
  changes: readonly PolicyChange[],
): readonly { readonly causes: ReadonlySet<string>; readonly lines: readonly string[] }[] {
  const byText = new Map<string, { readonly causes: Set<string>; readonly lines: readonly string[] }>();
  for (const change of changes) {
    const lines = changeText(screen, change);
    // What could not be decided is said in few words, which are the same of rules that have nothing in common.
    const key = change.certainty === 'maybe' ? `${causeOf(change)} ${lines.join('\n')}` : lines.join('\n');
    const known = byText.get(key);
    if (known === undefined) byText.set(key, { causes: new Set([causeOf(change)]), lines });
    else known.causes.add(causeOf(change));
  }
  return [...byText.values()];
}

function causeOf({ cause }: PolicyChange): string {
  if ('defaultFor' in cause) return `by the default for ${cause.defaultFor}`;
  return cause.in === 'first'
    ? `without rule \`${excerpt(cause.rule, 128)}\` as it was before`
    : `by rule \`${excerpt(cause.rule, 128)}\` as it is after`;
}

function changeText(screen: Screen, change: PolicyChange): readonly string[] {
  if (change.certainty === 'maybe') return fields(screen, [['maybe', excerpt(change.reason, 300)]]);
  const answer = ({ effect, rules }: typeof change.first): string =>
    `${effect}, ${rules.length === 0 ? 'the default' : excerpt(rules.join(', '), 200)}`;
  return fields(screen, [
    ['request', requestInWords(change.request)],
    ['before', answer(change.first)],
    ['after', answer(change.second)],
    ...(change.duty === undefined ? [] : [['duty', excerpt(change.duty, 200)] as const]),
  ]);
}

/** On one line: what is touched, then every fact that is not the usual one. */
function requestInWords(request: PolicyInput): string {
  const { actor, labels, risk, content, context, now, tool } = request;
  const isToolShown = request.resources.some(({ kind }) => kind === 'tool');
  const parts = [
    ...request.resources.map((resource) => resourceInWords(resource, request)),
    ...(tool === undefined || (isToolShown && Object.keys(tool.arguments).length === 0)
      ? []
      : [`tool ${tool.server}/${tool.name} ${JSON.stringify(tool.arguments)}`]),
    ...(actor.id === 'did:example:agent' ? [] : [`actor ${actor.id}`]),
    ...(actor.kind === 'agent' ? [] : [`kind ${actor.kind}`]),
    ...(actor.roles.length === 0 ? [] : [`roles ${actor.roles.join(', ')}`]),
    ...(actor.trustStage === 'CBT' ? [] : [`trust ${actor.trustStage}`]),
    ...(risk === 'L1' ? [] : [`risk ${risk}`]),
    ...(labels.length === 0 ? [] : [`labels ${labels.join(', ')}`]),
    ...(content === undefined ? [] : [`content ${JSON.stringify(content)}`]),
    ...(Object.keys(context).length === 0 ? [] : [`context ${JSON.stringify(context)}`]),
    ...(now === usualNow
      ? []
      : [`at ${new Date(now).toUTCString().slice(0, 3)} ${new Date(now).toISOString().slice(11, 16)} UTC`]),
  ];
  return excerpt(parts.join('; '), 600);
}

/** Noon of the Monday that examples stand for. */
const usualNow = Date.UTC(2026, 0, 5, 12);

function resourceInWords(resource: Resource, { action }: PolicyInput): string {
  const done = resource.action ?? action;
  const inferred = resource.certainty === 'inferred' ? ' (inferred)' : '';
  return `${done} ${targetInWords(resource)}${inferred}`;
}

function targetInWords(resource: Resource): string {
  switch (resource.kind) {
    case 'path':
      return resource.path;
    case 'url':
      return resource.method === undefined ? resource.url : `${resource.method} ${resource.url}`;
    case 'command':
      return [resource.program, ...resource.argv].join(' ');
    case 'tool':
      return `tool ${resource.server}/${resource.name}`;
    case 'prompt':
      return 'a prompt';
    case 'service':
      return `service ${resource.name}`;
    default:
      return resource satisfies never;
  }
}

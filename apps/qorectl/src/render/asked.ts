import type { RecordedFacts, RecordedResource } from '../recorded-facts.ts';
import { excerpt, neutralise } from './neutralise.ts';
import { asksTo, spokenAction } from './plain-words.ts';
import { argumentLines, digestText, resourceText, valueText } from './recorded-text.ts';
import type { Tone } from './screen.ts';
import type { Pair } from './table.ts';

interface Asked {
  readonly action: string;
  readonly targetPath: string;
}

/** `write files/write_file "/work/x.md"`: what would happen, on one line, with what matters most of it. */
export function asksWhat(asked: Asked, facts: RecordedFacts): string {
  const { tool } = facts;
  if (tool !== undefined) {
    const [main] = facts.resources.filter(({ kind }) => kind !== 'tool').sort(byCertainty);
    const shown = main === undefined ? argumentLines(tool.arguments)[0] : resourceText(main);
    return excerpt(
      [spokenAction(asked.action), `${neutralise(tool.server)}/${neutralise(tool.name)}`, shown ?? '']
        .join(' ')
        .trim(),
      200,
    );
  }
  const commands = facts.resources.filter(({ kind }) => kind === 'command');
  const [first] = commands;
  if (asked.action !== 'execute' || first === undefined) return asksTo(asked.action, asked.targetPath);
  const more = commands.length > 1 ? ` (and ${commands.length - 1} more)` : '';
  return `run ${excerpt(resourceText(first), 180)}${more}`;
}

/** What the call says of itself stands under `tool` and `arguments` already. */
function withoutTool({
  tool: _tool,
  ...rest
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return rest;
}

function byCertainty(a: RecordedResource, b: RecordedResource): number {
  return Number(b.certainty === 'declared') - Number(a.certainty === 'declared');
}

/** Everything that the ledger kept of a request, nothing cut: this is what a person signs. */
export function askedPairs(asked: Asked, facts: RecordedFacts): readonly Pair[] {
  const { tool, content, commitments, context = {}, session, labels } = facts;
  const resources = facts.resources.map(
    (resource) =>
      `${spokenAction(resource.action ?? asked.action)} ${resourceText(resource)}${resource.certainty === 'inferred' ? ' (inferred)' : ''}`,
  );
  const unseen = (facts.resourceCount ?? facts.resources.length) - facts.resources.length;
  return [
    ['action', neutralise(asked.action)],
    ['target', neutralise(asked.targetPath)],
    ...(tool === undefined
      ? []
      : [
          [
            'tool',
            `${neutralise(tool.server)}/${neutralise(tool.name)}${tool.state === undefined ? '' : ` (${neutralise(tool.state)})`}`,
          ] as const,
          ...column('arguments', argumentLines(tool.arguments)),
        ]),
    ...column('touches', [
      ...resources,
      ...(unseen > 0 ? [`and ${unseen} more that the record does not name`] : []),
    ]),
    ...(content === undefined && commitments?.content === undefined
      ? []
      : [
          ['content', content === undefined ? digestText(commitments?.content) : valueText(content)] as const,
        ]),
    ...column('context', argumentLines(tool === undefined ? context : withoutTool(context))),
    ...(session === undefined ? [] : [['session', valueText(session)] as const]),
    ...(labels.length === 0 ? [] : [['labels', labels.map(neutralise).join(', ')] as const]),
    ...column('note', omissions(facts), 'warn'),
  ];
}

/** How the risk was found: the score and each factor with its evidence. */
export function riskPairs(grade: string, facts: RecordedFacts): readonly Pair[] {
  const { score, confidence, factors = [] } = facts.risk ?? {};
  const parts = [
    grade,
    ...(score === undefined ? [] : [`score ${score.toFixed(2)}`]),
    ...(confidence === undefined ? [] : [`confidence ${confidence.toFixed(2)}`]),
  ];
  return [
    ['risk', neutralise(parts.join(', '))],
    ...column(
      'factors',
      factors.map(({ id, grade: of, weight, evidence }) =>
        neutralise(`${of} ${id} (${weight.toFixed(2)}): ${evidence}`),
      ),
    ),
  ];
}

/** What the record does not hold, so that nobody takes what is shown for all. */
function omissions({ detail, redacted }: RecordedFacts): readonly string[] {
  return [
    ...(detail === 'brief' ? ['too large to be kept whole: parts of the request are not shown here'] : []),
    ...(redacted.length === 0
      ? []
      : [`long, secret or confidential text is not shown in full: ${redacted.map(neutralise).join(', ')}`]),
  ];
}

function column(name: string, lines: readonly string[], tone?: Tone): readonly Pair[] {
  return lines.map((text, i) => [i === 0 ? name : '', tone === undefined ? text : { text, tone }]);
}

import type { Json, PolicyTestReport } from '@zoqore/policy';
import type { Preview } from '@zoqore/runtime';
import { excerpt } from './neutralise.ts';
import { asksTo, decisionTone, ruleCount, spokenReasons } from './plain-words.ts';
import type { Screen } from './screen.ts';
import { fields, headline, table } from './table.ts';

interface PolicyView {
  readonly name: string;
  readonly policyVersion: string;
  readonly source: string;
  readonly appliedAt: string;
  readonly appliedBy: string;
  readonly set: Readonly<Record<string, unknown>>;
  readonly proposed?: { readonly policyVersion: string; readonly source: string };
  readonly unreadable?: { readonly message: string };
}

/** The set in force, its rules, and whether the files say otherwise. */
export function policyText(screen: Screen, policy: PolicyView): readonly string[] {
  const rules: readonly unknown[] = Array.isArray(policy.set['rules']) ? policy.set['rules'] : [];
  return [
    ...headline(
      screen,
      { tone: 'strong', word: excerpt(policy.name, 80) },
      `${ruleCount(rules.length)}, version ${policy.policyVersion.slice(0, 16)}`,
    ),
    ...(policy.proposed === undefined
      ? []
      : [
          ...headline(
            screen,
            { tone: 'warn', word: 'waits' },
            `${excerpt(policy.proposed.source, 120)} holds another set, version ${policy.proposed.policyVersion.slice(0, 16)}`,
          ),
          '→ qorectl policy check, then qorectl policy apply',
        ]),
    ...(policy.unreadable === undefined
      ? []
      : [
          ...headline(
            screen,
            { tone: 'bad', word: 'the proposal cannot be read' },
            excerpt(policy.unreadable.message, 300),
          ),
          '→ qorectl policy check',
        ]),
    '',
    ...fields(screen, [
      ['source', excerpt(policy.source, 200)],
      ['applied', `${policy.appliedAt} by ${excerpt(policy.appliedBy, 60)}`],
      [
        'otherwise',
        JSON.stringify(policy.set['default'] ?? 'deny')
          .replaceAll(/[{}"]/g, '')
          .replaceAll(',', ', ')
          .replaceAll(':', ' '),
      ],
    ]),
    '',
    ...table(
      screen,
      [{ title: 'EFFECT' }, { title: 'RULE', isFlexible: true }, { title: 'BECAUSE', isFlexible: true }],
      rules.map((rule) => {
        const { id, effect, because } = Object(rule) as Record<string, unknown>;
        return [
          { text: String(effect) },
          { text: excerpt(String(id), 120) },
          { text: excerpt(typeof because === 'string' ? because : '', 200) },
        ];
      }),
    ),
  ];
}

/** The answer that a request would get, the rules that decide it, and those that nearly did. */
export function explanationText(
  screen: Screen,
  { decision, verdict, explanation, assessment }: Preview,
  options: {
    readonly isWhole: boolean;
    /** What is answered under the set in force, where the other one is a proposed set. */
    readonly inForce?: Preview | undefined;
  },
): readonly string[] {
  const { inForce } = options;
  const others = explanation.resources.flatMap((resource) => resource.others);
  const because = [
    ...new Set([
      ...verdict.because.map((reason) => excerpt(reason, 300)),
      ...spokenReasons(decision.reasons),
    ]),
  ];
  return [
    ...headline(
      screen,
      { tone: decisionTone(decision.outcome), word: decision.outcome },
      `would be the answer${inForce === undefined ? '' : ` under the proposed set, and is ${inForce.decision.outcome} under the one in force`}; nothing was recorded`,
    ),
    '',
    ...fields(screen, [
      ...because.map((reason, i) => [i === 0 ? 'because' : '', reason] as const),
      [
        'rules',
        decision.matchedRules.length === 0
          ? 'none: the default of the set decides'
          : decision.matchedRules.join(', '),
      ],
      ...named('needs', decision.requiredActions),
      ...named(
        'obliged',
        verdict.obligations.map(({ type }) => type),
      ),
      ['risk', `${assessment.grade} (score ${assessment.score.toFixed(2)})`],
      ...assessment.factors.map(
        (factor) => ['', excerpt(`${factor.grade} ${factor.id}: ${factor.evidence}`, 200)] as const,
      ),
    ]),
    '',
    ...table(
      screen,
      [
        { title: 'RESOURCE', isFlexible: true },
        { title: 'FOUND AS' },
        { title: 'EFFECT' },
        { title: 'BY', isFlexible: true },
      ],
      verdict.judgements.map(({ resource, effect, rules, isDefault }) => [
        { text: resourceWords(resource) },
        { text: resource.certainty },
        { text: effect },
        { text: isDefault ? 'default' : rules.join(', ') },
      ]),
    ),
    ...(options.isWhole && others.length > 0
      ? [
          '',
          ...table(
            screen,
            [
              { title: 'OTHER RULE', isFlexible: true },
              { title: 'EFFECT' },
              { title: 'WHY IT DID NOT DECIDE', isFlexible: true },
            ],
            others.map((other) => [
              { text: excerpt(other.rule, 120) },
              { text: other.effect },
              {
                text:
                  other.outcome === 'overruled'
                    ? 'a stricter rule decided'
                    : excerpt(
                        `${other.unmet.condition}: expected ${other.unmet.expected}, found ${foundInWords(other.unmet.found)}`,
                        240,
                      ),
              },
            ]),
          ),
        ]
      : others.length > 0
        ? [
            `→ --all shows why ${others.length} other ${others.length === 1 ? 'rule' : 'rules'} did not decide`,
          ]
        : []),
  ];
}

/** A fact as a person reads it: no quotes, lists by their members. */
function foundInWords(found: Json): string {
  if (found === null) return 'nothing';
  if (Array.isArray(found))
    return found.length === 0 ? 'nothing' : found.map((each: Json) => foundInWords(each)).join(', ');
  if (typeof found !== 'object') return found === '' ? 'an empty text' : String(found);
  return Object.entries(found)
    .map(([name, value]) => `${name} ${foundInWords(value)}`)
    .join(', ');
}

function named(name: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.length === 0 ? [] : [[name, excerpt(values.join(', '), 300)]];
}

/** The failed ones of a test report, as issues. */
export function failedTests(
  report: PolicyTestReport,
): readonly { readonly path: string; readonly message: string }[] {
  return report.results
    .filter(({ passed }) => !passed)
    .map(({ name, expected, actual }) => ({
      path: name,
      message: `expected ${outcome(expected)}, found ${outcome(actual)}`,
    }));
}

function outcome({ effect, rules }: { readonly effect: string; readonly rules?: readonly string[] }): string {
  return rules === undefined ? effect : `${effect} by ${rules.length === 0 ? 'no rule' : rules.join(', ')}`;
}

function resourceWords(resource: Preview['verdict']['judgements'][number]['resource']): string {
  if (resource.kind === 'path') return asksTo(resource.action ?? 'path', resource.path);
  if (resource.kind === 'url') return excerpt(resource.url, 200);
  if (resource.kind === 'command') return excerpt([resource.program, ...resource.argv].join(' '), 200);
  if (resource.kind === 'tool') return excerpt(`${resource.server}/${resource.name}`, 200);
  if (resource.kind === 'prompt') return excerpt(`prompt ${resource.model ?? ''}`.trim(), 200);
  return excerpt(resource.name, 200);
}

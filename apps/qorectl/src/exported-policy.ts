import type { PolicyEnvironment } from '@zoqore/policy';
import * as policyLanguage from '@zoqore/policy';
import type { ExportRefusal } from '@zoqore/policy/export';
import { exportCedar, exportRego } from '@zoqore/policy/export';
import { QoreError } from './errors.ts';
import type { PolicyText } from './extended-policies.ts';
import { joinPolicies } from './policy-files.ts';

export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

export interface ExportedPolicy {
  readonly name: string;
  readonly rules: number;
  /** The policies first. */
  readonly files: readonly ExportedFile[];
}

/** @throws QoreError POLICY_NOT_EXPORTABLE with every rule that the language cannot say; PolicyError POLICY_INVALID */
export async function exportedFiles(
  texts: readonly PolicyText[],
  environment: PolicyEnvironment,
  language: string,
): Promise<ExportedPolicy> {
  const { text, source } = joinPolicies(texts, policyLanguage);
  const set = policyLanguage.parsePolicySet(text, { source });
  // Its examples hold where it goes, or it goes nowhere.
  policyLanguage.compilePolicy(set, environment);
  const { name } = set;
  const rules = set.rules.length;
  if (language === 'cedar') {
    const exported = exportCedar(set, environment);
    if (!exported.exported) throw notExportable(exported.refusals, texts, 'Cedar');
    const files = [
      { path: 'policies.cedar', text: exported.policies },
      { path: 'schema.cedarschema', text: exported.schema },
    ];
    return { name, rules, files };
  }
  const exported = exportRego(set, environment);
  if (!exported.exported) throw notExportable(exported.refusals, texts, 'Rego');
  return { name, rules, files: [{ path: 'policy.rego', text: exported.module }] };
}

function notExportable(
  refusals: readonly ExportRefusal[],
  texts: readonly PolicyText[],
  language: string,
): QoreError {
  const positions = new Map(
    texts.flatMap(({ text, source }) =>
      // A set in force comes as data: its lines are nobody's.
      source === 'in-force'
        ? []
        : [...policyLanguage.rulePositions(text)].map(([id, at]) => [id, { source, ...at }] as const),
    ),
  );
  const issues = refusals.map(({ rule, path, reason }) => ({
    // From the rule on, because several files may have been one set.
    path: [rule, ...path.slice(2)],
    message: reason,
    ...positions.get(rule),
  }));
  const count = new Set(refusals.map(({ rule }) => rule)).size;
  return new QoreError({
    code: 'POLICY_NOT_EXPORTABLE',
    message: `${count} ${count === 1 ? 'rule' : 'rules'} cannot be said in ${language}, and nothing was written`,
    details: { issues },
  });
}

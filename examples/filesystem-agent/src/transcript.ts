import type { CallToolResult } from '@modelcontextprotocol/client';

export interface Replacement {
  readonly from: string;
  readonly to: string;
}

const MARK: Readonly<Record<string, string>> = {
  ALLOW: 'allowed',
  DENY: 'refused',
  ESCALATE: 'held for approval',
};

/** What a call came to, in lines: the verdict, then what the agent was told. */
export function describeAnswer(result: CallToolResult, replacements: readonly Replacement[]): string[] {
  const decision: unknown = result._meta?.['zoqore.dev/decision'];
  const outcome =
    typeof decision === 'object' && decision !== null && 'decision' in decision
      ? String(decision.decision)
      : '';
  const told = result.content.flatMap((block) =>
    block.type === 'text' ? block.text.trimEnd().split('\n') : [],
  );
  return [`-> ${MARK[outcome] ?? 'not decided'}`, ...told.map((line) => `| ${shorten(line, replacements)}`)];
}

/** The line with places, ids, instants and ledger positions replaced by names. */
export function shorten(line: string, replacements: readonly Replacement[]): string {
  return replacements
    .reduce((text, { from, to }) => text.replaceAll(from, to), line)
    .replaceAll(/\b(dec|apr|trace)_[A-Za-z0-9_-]+/gu, '$1_…')
    .replaceAll(/\bledger:\d+/gu, 'ledger:…')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/gu, '<instant>');
}

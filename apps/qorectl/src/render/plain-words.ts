import type { Tone } from './screen.ts';
import { excerpt, neutralise } from './neutralise.ts';

const toneOf: Readonly<Record<string, Tone>> = {
  ALLOW: 'good',
  ESCALATE: 'warn',
  DENY: 'bad',
};

export function decisionTone(decision: string): Tone {
  return toneOf[decision] ?? 'strong';
}

const verbs: Readonly<Record<string, string>> = {
  read: 'read',
  write: 'write',
  execute: 'run',
  network: 'connect to',
  admin: 'administer',
};

export function spokenAction(action: string): string {
  return verbs[action] ?? neutralise(action);
}

/** What an actor asks, in plain words: `write docs/x.md`. The target comes from an agent. */
export function asksTo(action: string, targetPath: string): string {
  return `${spokenAction(action)} ${excerpt(targetPath, 200)}`;
}

/** The reasons that rules and risk factors, where they are shown beside, do not say already. */
export function otherReasons(reasons: readonly string[]): readonly string[] {
  return spokenReasons(reasons.filter((reason) => !/^(?:risk|rule)=/.test(reason)));
}

/** Reasons without the four `key=value` ones that every answer begins with; codes as words. */
export function spokenReasons(reasons: readonly string[]): readonly string[] {
  return reasons
    .filter((reason) => !/^(policyRisk|routerRisk|novelty|confidence)=/.test(reason))
    .map((reason) => excerpt(/^[a-z]+(_[a-z]+)+$/.test(reason) ? reason.replaceAll('_', ' ') : reason, 300));
}

export function ruleCount(rules: number): string {
  return `${rules} ${rules === 1 ? 'rule' : 'rules'}`;
}

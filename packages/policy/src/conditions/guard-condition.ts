import type { Condition } from '../condition.ts';
import { compileGuard } from '../guard.ts';
import type { Json } from '../model.ts';
import type { Subject } from '../subject.ts';

const MAX_VALUES = 10_000;
const MAX_ENTRIES = 1_000;
const MAX_CHARS = 65_536;

/** The `when` of a rule. A request too large for a bounded evaluation counts as one that cannot be evaluated. */
export function guardCondition(when: string): Condition {
  const guard = compileGuard(when);
  return {
    name: 'when',
    fact: 'request',
    expected: when,
    holds: (subject) => guard.holds(requestOf(subject)),
    found: () => false,
  };
}

/** The variable `request` of a condition; what the request does not have is absent, and reading it an error. */
function requestOf({ input, resource, action, tool }: Subject): object {
  const { actor, resources, content, labels, session, context, risk, now } = input;
  const budget = { values: MAX_VALUES, chars: MAX_CHARS };
  if (resources.length > MAX_ENTRIES || labels.length > MAX_ENTRIES) throw tooLarge();
  spend(budget, content ?? '');
  spend(budget, context);
  spend(budget, tool?.arguments ?? {});
  for (const each of resources) budget.chars -= sizeOf(each);
  if (budget.chars < 0) throw tooLarge();
  return {
    actor,
    action: action ?? input.action,
    resource,
    resources,
    ...(tool === undefined ? {} : { tool }),
    ...(content === undefined ? {} : { content }),
    labels,
    ...(session === undefined ? {} : { session }),
    context,
    risk,
    now: new Date(now),
  };
}

function sizeOf(resource: Subject['resource']): number {
  if (resource.kind === 'path') return resource.path.length;
  if (resource.kind === 'url') return resource.url.length;
  return resource.kind === 'command' ? resource.argv.reduce((sum, token) => sum + token.length, 0) : 0;
}

interface Budget {
  values: number;
  chars: number;
}

function spend(budget: Budget, root: Json): void {
  const pending: Json[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value === 'string') budget.chars -= value.length;
    if (--budget.values < 0 || budget.chars < 0) throw tooLarge();
    if (typeof value !== 'object' || value === null) continue;
    const entries: readonly Json[] = Object.values(value);
    if (entries.length > MAX_ENTRIES) throw tooLarge();
    pending.push(...entries);
  }
}

function tooLarge(): RangeError {
  return new RangeError('the request is too large for a condition');
}

/** Rules and requests that every engine of the bench can express, and what the answers have to be. */

export interface BenchRule {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  /** The directory itself and what lies below it. */
  readonly prefix: string;
  readonly action?: string;
  readonly role?: string;
  readonly maxSize?: number;
  readonly env?: string;
  readonly suffix?: string;
  /** Only for requests that are. */
  readonly tainted?: true;
}

export interface BenchRequest {
  readonly role: string;
  readonly action: string;
  readonly path: string;
  readonly size: number;
  readonly env: string;
  readonly tainted: boolean;
}

export interface Workload {
  readonly rules: readonly BenchRule[];
  readonly requests: readonly BenchRequest[];
}

export const actions = ['read', 'write', 'execute', 'network', 'admin'] as const;
export const roles = ['builder', 'reviewer', 'operator', 'analyst', 'support'] as const;
const envs = ['dev', 'staging', 'prod'] as const;
const sizes = [10, 1_000, 100_000] as const;
const requestCount = 4_096;

/**
 * Half of the rules permit by role, action and prefix, three tenths also by size and environment, a tenth forbids a kind of
 * file below a prefix, a tenth what is tainted. Ten rules share a prefix. Of the requests a part is made to fit a rule that
 * permits, and the rest is drawn freely, so that about a third is allowed.
 */
export function workloadOf(count: number, seed: number): Workload {
  const random = randomFrom(seed);
  const pick = <T>(values: readonly T[]): T => {
    const value = values[random(values.length)];
    if (value === undefined) throw new RangeError('expected values to pick from');
    return value;
  };
  const prefixes = Array.from(
    { length: Math.max(4, Math.ceil(count / 10)) },
    (_, at) => `/srv/team-${at % 40}/project-${at}`,
  );
  const rules = Array.from({ length: count }, (_, at): BenchRule => {
    const [id, prefix, action, role] = [`rule-${at}`, pick(prefixes), pick(actions), pick(roles)];
    const kind = at % 10;
    if (kind < 5) return { id, effect: 'permit', prefix, action, role };
    if (kind < 8) {
      return { id, effect: 'permit', prefix, action, role, maxSize: pick(sizes), env: pick(envs) };
    }
    if (kind === 8) return { id, effect: 'forbid', prefix, action, suffix: '.key' };
    return { id, effect: 'forbid', prefix, role, tainted: true };
  });
  const permits = rules.filter(({ effect }) => effect === 'permit');
  const requests = Array.from({ length: requestCount }, (): BenchRequest => {
    const fitting = random(100) < 32 ? pick(permits) : {};
    const {
      prefix = pick(prefixes),
      action = pick(actions),
      role = pick(roles),
    } = fitting as Partial<BenchRule>;
    return {
      role,
      action,
      path: `${prefix}/src/module-${random(50)}/${pick(['index.ts', 'deploy.key', 'notes.md', 'data.json'])}`,
      size: pick(sizes),
      env: pick(envs),
      tainted: random(5) === 0,
    };
  });
  return { rules, requests };
}

/** The meaning of the rules in its shortest form: forbid before permit, and nothing without a permit. */
export function isAllowed(rules: readonly BenchRule[], request: BenchRequest): boolean {
  let isPermitted = false;
  for (const rule of rules) {
    if (!fits(rule, request)) continue;
    if (rule.effect === 'forbid') return false;
    isPermitted = true;
  }
  return isPermitted;
}

function fits(rule: BenchRule, { role, action, path, size, env, tainted }: BenchRequest): boolean {
  return (
    (rule.role === undefined || rule.role === role) &&
    (rule.action === undefined || rule.action === action) &&
    isBelow(path, rule.prefix) &&
    (rule.maxSize === undefined || size <= rule.maxSize) &&
    (rule.env === undefined || rule.env === env) &&
    (rule.suffix === undefined || path.endsWith(rule.suffix)) &&
    (rule.tainted === undefined || tainted)
  );
}

export function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}

/** Every directory that a path lies in, the path itself included. */
export function directoriesOf(path: string): readonly string[] {
  const segments = path.split('/').slice(1);
  return segments.map((_, at) => `/${segments.slice(0, at + 1).join('/')}`);
}

/** A linear congruential generator: the same numbers for the same seed on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

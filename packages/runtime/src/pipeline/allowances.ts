const windowMs = 60_000;

/** Counts what was allowed in the last minute, for `limit` obligations, in this process: several processes allow that many each. */
export interface Allowances {
  count(actorId: string, rule: string, now: number): number;
  add(actorId: string, rule: string, now: number): void;
}

export function createAllowances(): Allowances {
  const instants = new Map<string, number[]>();
  const recent = (key: string, now: number): number[] => {
    const kept = (instants.get(key) ?? []).filter((at) => at > now - windowMs);
    if (kept.length === 0) instants.delete(key);
    else instants.set(key, kept);
    return kept;
  };
  return {
    count: (actorId, rule, now) => recent(keyOf(actorId, rule), now).length,
    add(actorId, rule, now) {
      const key = keyOf(actorId, rule);
      instants.set(key, [...recent(key, now), now]);
    },
  };
}

function keyOf(actorId: string, rule: string): string {
  return JSON.stringify([actorId, rule]);
}

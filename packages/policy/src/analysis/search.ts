import type { Effort } from './effort.ts';
import type { Facets } from './facets.ts';
import { isWithin, meet, without } from './facets.ts';
import type { Literal } from './literal.ts';
import { negated } from './literal.ts';
import type { Region } from './region.ts';
import type { Solver } from './solver.ts';

/** Requests that lie inside one region and outside others, described part by part. */
export interface Place {
  readonly facets: Facets;
  readonly parts: ReadonlyMap<string, readonly Literal[]>;
}

export type Outcome = 'exhausted' | 'spent';

/**
 * Yields places inside of every region of the first list and outside of all of the second, until none is left
 * (`exhausted`: there are no others, exactly) or the effort is spent. A place that nobody could show to be empty
 * within the effort is yielded as well.
 */
export function* placesOutside(
  inside: readonly Region[],
  outside: readonly Region[],
  { solver, effort }: { readonly solver: Solver; readonly effort: Effort },
): Generator<Place, Outcome> {
  const mayMeet = (literals: readonly Literal[]): boolean => solver.find(literals, effort).status !== 'none';
  const narrow = (place: Place, literal: Literal): Place | undefined => {
    const { part } = literal.atom;
    const literals = [...(place.parts.get(part) ?? []), literal];
    if (!mayMeet(literals)) return undefined;
    return { facets: place.facets, parts: new Map([...place.parts, [part, literals]]) };
  };
  const intersection = (): Place | undefined => {
    const [first, ...others] = inside;
    if (first === undefined) return undefined;
    let place: Place | undefined = { facets: meet(first.facets, first.facets), parts: new Map() };
    for (const { facets } of others) place = { ...place, facets: meet(place.facets, facets) };
    if (place.facets === 0) return undefined;
    for (const literal of inside.flatMap(({ literals }) => literals)) {
      place = narrow(place, literal);
      if (place === undefined) return undefined;
    }
    return place;
  };
  /** What still says that a region is not where the place is; undefined when they cannot meet. */
  const openLiterals = (place: Place, region: Region): readonly Literal[] | undefined => {
    if (meet(place.facets, region.facets) === 0) return undefined;
    const open: Literal[] = [];
    for (const literal of region.literals) {
      const here = place.parts.get(literal.atom.part) ?? [];
      const holdsHere = here.some((each) => each.atom === literal.atom && each.holds === literal.holds);
      if (holdsHere) continue;
      if (!mayMeet([...here, literal])) return undefined;
      if (mayMeet([...here, negated(literal)])) open.push(literal);
    }
    return open;
  };
  function* leave(place: Place, regions: readonly Region[]): Generator<Place, Outcome> {
    if (effort.isSpent) return 'spent';
    let nearest:
      | { readonly region: Region; readonly open: readonly Literal[]; readonly ways: number }
      | undefined;
    const near: Region[] = [];
    for (const region of regions) {
      if (!effort.spend(1)) return 'spent';
      const open = openLiterals(place, region);
      if (open === undefined) continue;
      const isCovered = isWithin(place.facets, region.facets);
      if (open.length === 0 && isCovered) return 'exhausted';
      const ways = open.length + (isCovered ? 0 : 1);
      if (nearest === undefined || ways < nearest.ways) nearest = { region, open, ways };
      near.push(region);
    }
    if (nearest === undefined) {
      yield place;
      return effort.isSpent ? 'spent' : 'exhausted';
    }
    const { region, open } = nearest;
    const others = near.filter((each) => each !== region);
    let outcome: Outcome = 'exhausted';
    for (const facets of without(place.facets, region.facets)) {
      if ((yield* leave({ ...place, facets }, others)) === 'spent') outcome = 'spent';
    }
    const overlap = { ...place, facets: meet(place.facets, region.facets) };
    // What cannot be told comes last: a place that does not depend on it is worth more.
    const known = open.filter(({ atom }) => atom.type !== 'opaque');
    for (const literal of [...known, ...open.filter(({ atom }) => atom.type === 'opaque')]) {
      const outer = narrow(overlap, negated(literal));
      if (outer !== undefined && (yield* leave(outer, others)) === 'spent') outcome = 'spent';
    }
    return outcome;
  }
  const start = intersection();
  if (start === undefined) return effort.isSpent ? 'spent' : 'exhausted';
  return yield* leave(start, outside);
}

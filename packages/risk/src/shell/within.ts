import type { Place } from './walk-line.ts';

/** The place of what `wrapper` runs. */
export function within(place: Place, wrapper: string): Place {
  return { ...place, wrappers: [...place.wrappers, wrapper], depth: place.depth + 1 };
}

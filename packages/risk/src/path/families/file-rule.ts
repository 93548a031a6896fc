/** A family of files that matter for what they are, by the shape of their lower-case path. */
export interface FileRule {
  readonly finding:
    | 'credentials'
    | 'system'
    | 'startup'
    | 'package-configuration'
    | 'agent-configuration'
    | 'governance';
  /** How it grades: `always` L3, or L3 unless the access is known to be a read, then L2. */
  readonly strictness: 'always' | 'unless-read';
  readonly what: string;
  /** Names of the last segment. */
  readonly names?: readonly string[];
  /** The last segment as a pattern. */
  readonly pattern?: RegExp;
  /** Segments that occur in a row anywhere in the path. A first segment `~` is the home of a user. */
  readonly within?: readonly string[];
}

export const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** One rule for each place of `places`; a place may hold blanks written as `+`. */
export function within(
  finding: FileRule['finding'],
  strictness: FileRule['strictness'],
  what: string,
  places: string,
): FileRule[] {
  return words(places).map((place) => ({
    finding,
    strictness,
    what,
    within: place.replaceAll('+', ' ').split('/'),
  }));
}

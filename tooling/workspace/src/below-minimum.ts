export interface MinimumVersion {
  readonly package: string;
  readonly minimum: string;
  readonly advisory: string;
}

/** One sentence for each package that a pnpm lockfile resolves below its minimum, or that it does not know at all. */
export function belowMinimum(lockfile: string, minimums: readonly MinimumVersion[]): string[] {
  return minimums.flatMap(({ package: name, minimum, advisory }) => {
    const versions = resolvedVersions(lockfile, name);
    if (versions.length === 0) return [`${name} is not in the lockfile: take it from the list`];
    return versions
      .filter((version) => isBefore(version, minimum))
      .map((version) => `${name} is ${version}, at least ${minimum} is needed (${advisory})`);
  });
}

function resolvedVersions(lockfile: string, name: string): string[] {
  const packages = /^packages:\n([\s\S]*?)^\S/m.exec(`${lockfile}\nend`)?.[1] ?? '';
  return packages
    .split('\n')
    .map((line) => /^ {2}'?(@?[^@']+)@([^:'()]+)'?:/.exec(line))
    .filter((match) => match?.[1] === name)
    .map((match) => match?.[2] ?? '');
}

/** By the numbers, and a pre-release is before its release. Pre-releases of one version count as equal. */
function isBefore(version: string, minimum: string): boolean {
  const [left, right] = [version, minimum].map((text) => {
    const [numbers = '', preRelease] = text.split('+')[0]?.split(/-(.*)/) ?? [];
    return [...numbers.split('.').map(Number), preRelease === undefined ? 1 : 0];
  });
  for (const [place, number] of (left ?? []).entries()) {
    const other = right?.[place] ?? 0;
    if (number !== other) return number < other;
  }
  return false;
}

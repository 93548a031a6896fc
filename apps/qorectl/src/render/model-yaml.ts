import { stringify } from 'yaml';
import type { ModelView } from '../model-in-force.ts';
import { excerpt } from './neutralise.ts';

/** The model as a file that would put it in force again. */
export function modelYaml({
  kind,
  model,
  version,
  source,
  appliedAt,
  appliedBy,
}: ModelView): readonly string[] {
  const origin =
    source === undefined
      ? 'the default of this release'
      : `from ${excerpt(source, 120)}, ${appliedAt ?? ''} by ${excerpt(appliedBy ?? '', 60)}`;
  return [
    `# In force: ${origin}; version ${version.slice(0, 16)}`,
    ...stringify({ apiVersion: `zoqore.dev/${kind}/v1`, ...model }, { lineWidth: 0 })
      .trimEnd()
      .split('\n'),
  ];
}

import { join } from 'node:path';
import type { ModelKind, ReadModelFile } from '@zoqore/runtime';
import { QoreError } from './errors.ts';
import type { Home } from './home.ts';
import { readTextFile } from './text-file.ts';

const mostModelBytes = 1_048_576;

/** Where people write a model, relative to config/; nothing is there before somebody does. */
export function modelFile(kind: ModelKind | 'citations'): string {
  return `models/${kind}.yaml`;
}

/** What the file of a model holds at each call, or why it cannot be read; undefined where there is none. */
export function modelReader(home: Home): ReadModelFile {
  return (kind) => {
    const source = modelFile(kind);
    try {
      const text = readModelText(home, kind);
      return text === undefined ? undefined : { text, source };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { source, error };
    }
  };
}

/** @throws QoreError CONFIG_INVALID for what is there and is no file to read */
export function readModelText(home: Home, kind: ModelKind | 'citations'): string | undefined {
  const file = modelFile(kind);
  const read = readTextFile(join(home.config, file), mostModelBytes);
  if (read === undefined) return undefined;
  if ('text' in read) return read.text;
  throw new QoreError({
    code: 'CONFIG_INVALID',
    message: `\`${file}\` cannot be used: ${read.problem}`,
    hint: read.hint,
    details: { file },
  });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelKind, ReadModelFile } from '@zoqore/runtime';
import { QoreError } from './errors.ts';
import { type Home, namedByData, statOf } from './home.ts';

const mostBytes = 1_048_576;

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
  const path = join(home.config, modelFile(kind));
  const stat = statOf(path);
  if (stat === undefined) return undefined;
  if (!stat.isFile())
    throw unusable(kind, 'expected a file, found something else', `ls -l ${namedByData(home, path)}`);
  if (stat.size > mostBytes)
    throw unusable(kind, `it has ${stat.size} bytes, expected at most ${mostBytes}`, 'shorten it');
  return readFileSync(path, 'utf8');
}

function unusable(kind: ModelKind | 'citations', found: string, hint: string): QoreError {
  return new QoreError({
    code: 'CONFIG_INVALID',
    message: `\`${modelFile(kind)}\` cannot be used: ${found}`,
    hint,
    details: { file: modelFile(kind) },
  });
}

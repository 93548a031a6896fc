import * as Args from '@oclif/core/args';
import type { ModelKind } from '@zoqore/runtime';
import { type ConnectOptions, homeOf } from './connect.ts';
import { QoreError } from './errors.ts';
import { openHome } from './home.ts';
import { readInput } from './input.ts';
import type { PolicyText } from './extended-policies.ts';
import type { Session } from './session.ts';

/** Arguments of the commands that take a model's kind, and of those that read its file. */
export const kindArg = Args.string({
  description: 'which model',
  options: ['risk', 'trust'],
  required: true,
  ignoreStdin: true,
});
export const fileArg = Args.string({
  description: 'model file; - for standard input. Default: config/models/MODEL.yaml',
  ignoreStdin: true,
});

/** The text that a command works on: the file that was named, else the model's own. @throws QoreError INPUT_INVALID, CONFIG_INVALID */
export async function proposedModel(
  session: Session,
  options: ConnectOptions,
  { model, file }: { readonly model: ModelKind | 'citations'; readonly file?: string | undefined },
): Promise<PolicyText> {
  if (file !== undefined)
    return { text: await readInput(file, session.workingDirectory), source: file === '-' ? 'stdin' : file };
  const { modelFile, readModelText } = await import('./model-files.ts');
  const text = readModelText(openHome(homeOf(session, options.home)), model);
  if (text !== undefined) return { text, source: modelFile(model) };
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `there is no \`${modelFile(model)}\` in config/`,
    hint: `qorectl ${model === 'citations' ? 'citations check FILE' : `models show ${model} prints the one in force, to begin with`}`,
    details: { path: modelFile(model) },
  });
}

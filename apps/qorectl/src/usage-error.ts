import { stripVTControlCharacters } from 'node:util';
import type { FlagInput } from '@oclif/core/interfaces';
import { didYouMean } from './did-you-mean.ts';
import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';

const needed = /^All of the following must be provided when using (--\S+): (.*)$/;
const missingFlag = /^Missing required flag (\S+)$/;
const refusedValue = /^(?:Parsing (--\S+); )?E(xpected .*) but received: (.*)$/s;

/** Turns what oclif's parser threw into our error: one line, with the flag that was probably meant. */
export function usageError(
  error: unknown,
  typed: { readonly command: string; readonly flags: FlagInput },
): QoreError {
  if (error instanceof QoreError) return error;
  if (!(error instanceof Error)) throw error;
  // Anything but a parse error of oclif is a bug and stays what it is; those of arguments carry no mark.
  if (!('oclif' in error) && !refusedValue.test(error.message)) throw error;
  const command = `qorectl ${typed.command.replaceAll(':', ' ')}`;
  const unknown = unknownFlags(error);
  const missing = missingArgs(error);
  const suggestion = unknown
    .map((flag) => didYouMean(flag.replace(/^-+/, ''), Object.keys(typed.flags)))
    .find((flag) => flag !== undefined);
  const lines = stripVTControlCharacters(error.message)
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== '' &&
        line !== 'See more help with --help' &&
        !/^The following errors? occurred:$/.test(line),
    );
  const message =
    unknown.length > 0
      ? `unknown flag ${unknown.map((flag) => `\`${neutralise(flag)}\``).join(', ')}`
      : missing.length > 0
        ? `missing ${missing.join(' and ')}`
        : sentence(lines.map((line) => needs(line, typed.flags)));
  return new QoreError({
    code: 'USAGE_INVALID',
    message,
    hint:
      suggestion === undefined ? `${command} --help` : `did you mean --${suggestion}?   ${command} --help`,
    details:
      suggestion === undefined
        ? { command: typed.command.replaceAll(':', ' ') }
        : { command: typed.command.replaceAll(':', ' '), suggestion: `--${suggestion}` },
  });
}

/** A flag that is of use with others alone, said with what they take: `--bundle` needs `--key FILE`. */
function needs(line: string, flags: FlagInput): string {
  return line
    .replace(missingFlag, 'missing required flag `--$1`')
    .replace(needed, (_, flag: string, others: string) => {
      const shown = others.split(', ').map((other) => {
        const known = flags[other.replace(/^--/, '')];
        const value = known?.type === 'option' ? known.helpValue?.toString() : undefined;
        return `\`${other}${value === undefined ? '' : ` ${value}`}\``;
      });
      return `\`${flag}\` needs ${shown.join(' and ')}`;
    });
}

/** The required arguments that were left out, as the usage line names them. */
function missingArgs(error: Error): readonly string[] {
  if (!/^Missing \d+ required arg/.test(error.message) || !('args' in error) || !Array.isArray(error.args))
    return [];
  return error.args.map((arg: unknown) => {
    const { name, description } = Object(arg) as { readonly name?: unknown; readonly description?: unknown };
    const about = typeof description === 'string' ? ` (${description})` : '';
    return `${String(name).toUpperCase()}${about}`;
  });
}

function unknownFlags(error: Error): readonly string[] {
  if (!error.message.startsWith('Nonexistent') || !('flags' in error) || !Array.isArray(error.flags))
    return [];
  return error.flags.map(String);
}

function sentence(lines: readonly string[]): string {
  const text = lines
    .map((line) => neutralise(line.replaceAll(/\s{2,}/g, ' ')))
    .join('; ')
    .replace(
      refusedValue,
      (_, flag: string | undefined, rest: string, found: string) =>
        `${flag === undefined ? '' : `${flag}: `}e${rest}, found \`${found}\``,
    );
  return text === '' ? 'the command was typed wrongly' : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

import type { Word, WordPart } from 'unbash';
import { applyOperation } from './parameter-operation.ts';
import type { Argument } from './step.ts';

/** What is known while a line is read: variables by name, and a way to answer `$(…)`. */
export interface Scope {
  /** A variable that was set to something the text does not tell is present and undefined. */
  readonly variables: Map<string, string | undefined>;
  /** The output of a substitution, where the text alone tells it (`$(echo rm)`). */
  substitute(part: WordPart): string | undefined;
}

const MAX_ALTERNATIVES = 64;
const MAX_TEXT = 1_048_576;
/** Separates the fields that an unquoted expansion falls into. */
export const FIELD = '\0';

/** The arguments that one word of the source becomes: braces expanded, known variables filled in. */
export function resolveWord(word: Word, scope: Scope): Argument[] {
  const parts = word.parts;
  if (parts === undefined) return [{ text: word.value, isKnown: true }];
  let texts: string[] = [''];
  let isKnown = true;
  const append = (addition: string): void => {
    texts = texts.map((text) => (text.length > MAX_TEXT ? text : text + addition));
  };
  for (const part of parts) {
    if (part.type === 'BraceExpansion') {
      const choices = braceChoices(part.text);
      if (choices === undefined || choices.length * texts.length > MAX_ALTERNATIVES) {
        // Past the limit the word is what was written: each further part would cost as many copies as there are.
        if (choices !== undefined) return [{ text: word.value, isKnown: false }];
        append(part.text);
        isKnown = false;
      } else {
        texts = texts.flatMap((text) => choices.map((choice) => text + choice));
      }
      continue;
    }
    const value = resolvePart(part, scope, false);
    append(value.text);
    isKnown &&= value.isKnown;
  }
  return texts
    .flatMap((text) => text.split(FIELD).filter((field, _, all) => field !== '' || all.length === 1))
    .map((text) => ({ text, isKnown }));
}

/** The one text of a word where fields do not matter: assignments, redirections, heredocs. */
export function resolveText(word: Word, scope: Scope): Argument {
  const all = resolveWord(word, scope);
  return { text: all.map(({ text }) => text).join(' '), isKnown: all.every(({ isKnown }) => isKnown) };
}

function resolvePart(part: WordPart, scope: Scope, isQuoted: boolean): Argument {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return { text: part.value.replaceAll(FIELD, ''), isKnown: true };
    case 'DoubleQuoted':
    case 'LocaleString': {
      const inner = part.parts.map((one) => resolvePart(one, scope, true));
      return { text: inner.map(({ text }) => text).join(''), isKnown: inner.every(({ isKnown }) => isKnown) };
    }
    case 'SimpleExpansion':
      return lookUp(part.text.slice(1), part.text, scope, isQuoted);
    case 'ParameterExpansion': {
      const { operation } = part;
      const known = scope.variables.get(part.parameter);
      if (part.prefix !== undefined || part.index !== undefined) return { text: part.text, isKnown: false };
      if (operation === undefined) return lookUp(part.parameter, part.text, scope, isQuoted);
      if (operation.type === 'Default' && /[-=]$/.test(operation.operator)) {
        return known === undefined ? resolveText(operation.operand, scope) : fields(known, isQuoted, scope);
      }
      if (operation.type === 'Default' && operation.operator.endsWith('+')) {
        return { text: resolveText(operation.operand, scope).text, isKnown: known !== undefined };
      }
      const changed = known === undefined ? undefined : applyOperation(operation, known);
      return changed === undefined ? { text: part.text, isKnown: false } : fields(changed, isQuoted, scope);
    }
    case 'CommandExpansion': {
      const output = scope.substitute(part);
      return output === undefined ? { text: part.text, isKnown: false } : fields(output, isQuoted, scope);
    }
    case 'ProcessSubstitution':
      return { text: '/dev/fd/63', isKnown: true };
    case 'ArithmeticExpansion':
      return { text: part.text, isKnown: false };
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
    default:
      return { text: part.text, isKnown: true };
  }
}

function lookUp(name: string, text: string, scope: Scope, isQuoted: boolean): Argument {
  const value = scope.variables.get(name);
  return value === undefined ? { text, isKnown: false } : fields(value, isQuoted, scope);
}

function fields(value: string, isQuoted: boolean, scope: Scope): Argument {
  const text = value.slice(0, MAX_TEXT);
  if (isQuoted) return { text, isKnown: true };
  const separators = new Set(` \t\n${scope.variables.get('IFS') ?? ''}`);
  return { text: Array.from(text, (one) => (separators.has(one) ? FIELD : one)).join(''), isKnown: true };
}

/** `{a,b,c}` without nesting; undefined for ranges and nested braces. */
function braceChoices(text: string): string[] | undefined {
  const inner = /^\{([^{}]*,[^{}]*)\}$/.exec(text)?.[1];
  return inner === undefined || /[$`]/.test(inner)
    ? undefined
    : inner.split(',').map((one) => one.replace(/["'\\]/g, ''));
}

import type { Argument } from './step.ts';
import type { Wrapper } from './wrappers.ts';

export interface Inner {
  readonly words: readonly Argument[];
  readonly lines: readonly Argument[];
}

/** The words or lines that a wrapper runs; undefined when these words do not make it one. */
export function takeOff(program: string, wrapper: Wrapper, args: readonly Argument[]): Inner | undefined {
  let rest = args;
  if (wrapper.verbs !== undefined) {
    const verb = rest.findIndex(({ text }) => !text.startsWith('-'));
    if (verb < 0 || !wrapper.verbs.split(' ').includes(rest[verb]?.text ?? '')) return undefined;
    rest = rest.slice(verb + 1);
  }
  const valued = new Set((wrapper.valued ?? '').split(' '));
  const lineOptions = new Set((wrapper.lineOptions ?? '').split(' '));
  const lines: Argument[] = [];
  const dashes = rest.findIndex(({ text }) => text === '--');
  if (wrapper.afterDashes === true && dashes >= 0) return { words: rest.slice(dashes + 1), lines };
  let skip = wrapper.skip ?? 0;
  let at = 0;
  for (; at < rest.length; at++) {
    const word = rest[at];
    if (word === undefined) break;
    if (word.text === '--') {
      if (skip === 0 || wrapper.skip === undefined) {
        at++;
        break;
      }
      continue;
    }
    if (/^-./.test(word.text) || (program === 'setarch' && word.text.startsWith('+'))) {
      const long = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(word.text);
      const option = long?.[1] ?? word.text.charAt(word.text.length - 1);
      const first = word.text.charAt(1);
      if (lineOptions.has(option)) {
        const line = long?.[2] === undefined ? rest[++at] : { text: long[2], isKnown: word.isKnown };
        if (line !== undefined) lines.push(line);
      } else if (long === null && lineOptions.has(first) && word.text.length > 2) {
        lines.push({ text: word.text.slice(2), isKnown: word.isKnown });
      } else if (
        long === null
          ? valued.has(first) && word.text.length === 2
          : long[2] === undefined && valued.has(option)
      ) {
        at++;
      } else if (
        long === null &&
        word.text.length > 2 &&
        !valued.has(first) &&
        valued.has(option) &&
        /^-[a-zA-Z]+$/.test(word.text)
      ) {
        at++;
      }
      continue;
    }
    if (wrapper.assigns === true && /^[A-Za-z_]\w*=/.test(word.text)) continue;
    if (skip > 0) {
      skip--;
      continue;
    }
    break;
  }
  return { words: rest.slice(at), lines };
}

/** GNU parallel: the arguments after `:::` are what it fills in. */
export function beforeSources(words: readonly Argument[]): readonly Argument[] {
  const at = words.findIndex(({ text }) => /^:::[:+]?$/.test(text));
  return at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 1)];
}

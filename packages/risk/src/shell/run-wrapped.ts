import { judgeSource } from './judge-interpreter.ts';
import { isKnownProgram } from './known-programs.ts';
import { programName } from './program-name.ts';
import { joinArguments, readArgumentLine } from './read-argument-line.ts';
import { judgeVariable } from './rules/code-variables.ts';
import { isPlainVariable } from './rules/plain-variables.ts';
import { FOREIGN_SOURCE } from './rules/foreign-source.ts';
import type { Argument, Step } from './step.ts';
import { beforeSources, type Inner } from './take-off-wrapper.ts';
import type { Place, Walk } from './walk-line.ts';
import { within } from './within.ts';
import type { Wrapper } from './wrappers.ts';

/** Runs what a wrapper wraps; the wrapper itself is a step where it has an effect of its own. */
export function runWrapped(
  program: string,
  wrapper: Wrapper,
  args: readonly Argument[],
  inner: Inner,
  place: Place,
  walk: Walk,
): Step[] {
  const inside = { ...within(place, program), takesMore: place.takesMore || wrapper.takesMore === true };
  const found: Step[] = [];
  const noun = inner.words[0];
  // The wrapper itself counts where it has an effect of its own: `docker run -v /:/host`, `ssh -R`.
  const speaks =
    wrapper.verbs !== undefined || wrapper.isRemote === true || wrapper.speaks === true || noun === undefined;
  if (speaks && !(wrapper.takesMore === true)) found.push(...walk.emit(program, args, place));
  remarkWords(program, wrapper, args, inner, place, walk);
  for (const line of inner.lines) found.push(...readArgumentLine(line, inside, walk));
  if (noun === undefined) {
    if (inner.lines.length > 0) return found;
    // `ssh host <<EOF`, `sudo -s <<EOF`: a shell that reads its input.
    if (place.input.text !== undefined && (wrapper.isRemote === true || wrapper.elevates === true))
      found.push(...walk.line(place.input.text, { ...inside, input: { sources: [] } }));
    if (program === 'parallel') judgeSource(place.input.sources, program, walk);
    return found;
  }
  if (wrapper.joins === true)
    return [...found, ...readArgumentLine(joinArguments(inner.words), inside, walk)];
  if (wrapper.eachWord === true) {
    for (const word of inner.words)
      if (/[\s/]/.test(word.text) || isKnownProgram(programName(word.text)))
        found.push(...readArgumentLine(word, inside, walk));
    return found;
  }
  if (inner.lines.length > 0 && wrapper.skip === 99) return found;
  const words = wrapper.takesMore === true ? fillIn(beforeSources(inner.words), place) : inner.words;
  if (words.length === 1 && /\s/.test(noun.text)) return [...found, ...readArgumentLine(noun, inside, walk)];
  return [...found, ...walk.command(words, inside)];
}

function remarkWords(
  program: string,
  wrapper: Wrapper,
  args: readonly Argument[],
  inner: Inner,
  place: Place,
  walk: Walk,
): void {
  const own = args.slice(0, Math.max(0, args.length - inner.words.length));
  for (const { text } of own) {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) ?? [];
    if (name !== undefined && wrapper.assigns === true && !isPlainVariable(name, value))
      walk.remark('variable', 'L3', `sets \`${name.slice(0, 80)}\`, which programs may obey`);
    const use = name === undefined || wrapper.assigns !== true ? undefined : judgeVariable(name, value);
    if (use !== undefined)
      walk.remark(use.finding, 'L3', `\`${text.slice(0, 80)}\` makes programs run or trust something else`);
    if (wrapper.fetches === true && FOREIGN_SOURCE.test(text.replace(/^--?[\w-]+=/, '')))
      walk.remark('download-to-interpreter', 'L3', `${program} runs \`${text.slice(0, 80)}\``, true);
  }
  if (wrapper.fetches === true && FOREIGN_SOURCE.test(inner.words[0]?.text ?? ''))
    walk.remark(
      'download-to-interpreter',
      'L3',
      `${program} runs \`${inner.words[0]?.text.slice(0, 80) ?? ''}\``,
      true,
    );
  // Another user, a shell, a password from the line: more than doing one thing as root.
  if (/^(?:sudo|doas)$/.test(program)) {
    const odd = own.find(({ text }) =>
      /^-[a-zA-Z#]*[uUgGsiASeE]|^--(?:user|group|shell|login|stdin|askpass|edit|preserve-env)/.test(text),
    );
    if (odd !== undefined || (place.input.text !== undefined && own.some(({ text }) => text === '-S')))
      walk.remark('privilege-escalation', 'L3', `${program} ${odd?.text ?? ''}`);
  }
}

/** `echo / | xargs rm -rf`: what the input is known to say stands behind the words, or for `{}`. */
function fillIn(words: readonly Argument[], { input }: Place): readonly Argument[] {
  const text = input.text;
  if (text === undefined || text.length > 4096) return words;
  const listed = text
    .split(/[\s\0]+/)
    .filter((one) => one !== '')
    .slice(0, 64)
    .map((one) => ({ text: one, isKnown: true }));
  if (!words.some((word) => word.text.includes('{}'))) return [...words, ...listed];
  const [first = ''] = listed.map((one) => one.text);
  return words.map((word) => ({ ...word, text: word.text.replaceAll('{}', first) }));
}

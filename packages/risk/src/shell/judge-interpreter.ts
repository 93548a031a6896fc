import { judgeCode } from './code/judge-code.ts';
import { LANGUAGE_OF, type Language } from './code/languages.ts';
import { showStep, type Argument, type CodePath, type Step } from './step.ts';
import type { Place, Walk } from './walk-line.ts';
import { SHELLS } from './wrappers.ts';
import { within } from './within.ts';
import { fileName } from './file-name.ts';
import { programName } from './program-name.ts';

const DOWNLOADERS: ReadonlySet<string> = new Set(
  'curl wget fetch aria2c http https xh httpie lynx w3m links elinks ftp scp nc ncat netcat telnet GET lwp-request lwp-download'.split(
    ' ',
  ),
);
const DECODERS: ReadonlySet<string> = new Set(
  'base64 base32 xxd uudecode openssl gunzip zcat gzip bzcat xzcat unxz rev tr gpg'.split(' '),
);

/** What it means that the output of `sources` is run. */
export function judgeSource(sources: readonly Step[], program: string, walk: Walk): void {
  const download = sources.find((step) => DOWNLOADERS.has(step.program));
  const decoder = sources.find((step) => DECODERS.has(step.program));
  if (download !== undefined)
    walk.remark('download-to-interpreter', 'L3', `\`${showStep(download)}\` into ${program}`, true);
  else if (decoder !== undefined)
    walk.remark('opaque-code', 'L3', `\`${showStep(decoder)}\` into ${program}`, true);
  else walk.remark('opaque-code', 'L3', `the output of other commands is run by ${program}`, true);
}

/** Judges code that is handed to an interpreter as text, and gives the files that the code names. */
export function judgeInterpreter(
  program: string,
  args: readonly Argument[],
  place: Place,
  walk: Walk,
): readonly CodePath[] {
  const language = LANGUAGE_OF.get(program);
  if (language === undefined) return [];
  const { codes, runsFile, file } = findCode(language, args);
  if (file?.startsWith('/dev/fd/') === true) judgeSource(place.substituted, program, walk);
  // A file that this line wrote is judged by its text.
  const isCompiled = language.name === 'compiled';
  for (const { text } of isCompiled ? args : file === undefined ? [] : [{ text: file }]) {
    const written = walk.written.get(fileName(text));
    if (written !== undefined) codes.push({ text: written, isKnown: true });
  }
  if (isCompiled && codes.length === 0) return [];
  const takesInput =
    !place.takesMore && codes.length === 0 && !runsFile && !/^(?:awk|jq|vim)$/.test(language.name);
  if (takesInput && place.input.text !== undefined) codes.push({ text: place.input.text, isKnown: true });
  else if (takesInput && place.input.sources.length > 0) judgeSource(place.input.sources, program, walk);
  // `ed notes.txt <<< '1p'`: the operand is edited, what is typed comes from standard input.
  else if (/^(?:editor|macro)$/.test(language.name) && place.input.text !== undefined)
    codes.push({ text: place.input.text, isKnown: true });
  return codes.flatMap((code) => judgeOne(language, program, code, place, walk));
}

function judgeOne(
  language: Language,
  program: string,
  code: Argument,
  place: Place,
  walk: Walk,
): readonly CodePath[] {
  // A variable of the shell's inside the code may hold anything, also more code.
  const hidden = code.isKnown
    ? undefined
    : /\$\(|`|^\s*["']?\$\{?\w+\}?["']?\s*$|\$\{?[@*1-9]/.exec(code.text)?.[0];
  const { reaches, commands, paths, writes } = judgeCode(language, code.text);
  const isRead = language.name === 'awk' || language.name === 'python';
  const what = hidden === undefined ? reaches : 'what the line does not tell';
  if (what === undefined)
    walk.remark('inline-code', 'L2', `${program} runs \`${code.text.slice(0, 80)}\``, true);
  else
    walk.remark(
      'opaque-code',
      'L3',
      `${program} runs code that ${what}: \`${code.text.slice(0, 80)}\``,
      true,
    );
  for (const line of commands) {
    if (SHELLS.has(programName(line.trim().replace(/^'|'[\s\S]*$/g, ''))))
      walk.remark('opaque-code', 'L3', `${program} writes into ${line.trim()}`, true);
    if (!isRead) walk.remark('opaque-code', 'L3', `${program} runs \`${line.slice(0, 80)}\``, true);
    walk.line(line, { ...within(place, program), input: { sources: [] }, redirections: [] });
  }
  return paths.map((path) => ({ path, access: writes ? 'unknown' : 'read' }));
}

function findCode(
  language: Language,
  args: readonly Argument[],
): { codes: Argument[]; runsFile: boolean; file?: string } {
  const options = new Set(language.code.split(' '));
  const codes: Argument[] = [];
  const none: Argument = { text: '', isKnown: false };
  for (let at = 0; at < args.length; at++) {
    const text = args[at]?.text ?? '';
    const long = /^--?([\w-]{2,})(?:=([\s\S]*))?$/.exec(text);
    const cluster = /^-[a-zA-Z0-9]*([a-zA-Z])$/.exec(text);
    if (text === 'eval' && options.has('eval')) codes.push(args[++at] ?? none);
    else if (long?.[1] !== undefined && options.has(long[1]))
      codes.push(long[2] === undefined ? (args[++at] ?? none) : { text: long[2], isKnown: true });
    else if (cluster?.[1] !== undefined && options.has(cluster[1])) codes.push(args[++at] ?? none);
    else if (/^-[a-zA-Z]/.test(text) && options.has(text.charAt(1)))
      codes.push({ text: text.slice(2), isKnown: args[at]?.isKnown === true });
    else if (language.name === 'perl' && /^-[mM]/.test(text)) {
      // A module that is loaded belongs to the code.
      codes.unshift({ text: `use ${text.slice(2).replace('=', ' ')};`, isKnown: true });
    } else if (language.name === 'vim' && text.startsWith('+')) {
      codes.push({ text: text.slice(1), isKnown: args[at]?.isKnown === true });
    } else if (text === '-m' && language.name === 'python') return { codes, runsFile: true };
    else if (language.name === 'awk' && /^-[Fv]$/.test(text)) at++;
    else if (language.name === 'awk' && /^(?:-f|--file)$/.test(text)) return { codes, runsFile: true };
    else if (language.name === 'jq' && JQ_VALUED.has(text)) at += JQ_VALUED.get(text) ?? 0;
    else if (text !== '' && !text.startsWith('-')) {
      if (language.name === 'vim') continue;
      if (language.operandIsCode !== true) return { codes, runsFile: true, file: text };
      if (codes.length === 0) codes.push(args[at] ?? none);
      return { codes, runsFile: true };
    }
  }
  return { codes, runsFile: false };
}

/** Options of jq with their number of values. */
const JQ_VALUED: ReadonlyMap<string, number> = new Map([
  ['--arg', 2],
  ['--argjson', 2],
  ['--slurpfile', 2],
  ['--rawfile', 2],
  ['--indent', 1],
  ['-L', 1],
]);

import { findReach } from './find-reach.ts';
import { showStep, type Argument, type Step } from './step.ts';
import type { Place, Walk } from './walk-line.ts';
import { INTERPRETERS } from './wrappers.ts';

const DOWNLOADERS: ReadonlySet<string> = new Set(
  'curl wget fetch aria2c http https xh httpie lynx w3m ftp scp nc ncat netcat telnet GET'.split(' '),
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

export function judgeInterpreter(program: string, args: readonly Argument[], place: Place, walk: Walk): void {
  const options = new Set((INTERPRETERS.get(program) ?? '').split(' '));
  const codes: Argument[] = [];
  let hasScript = false;
  for (let at = 0; at < args.length && !hasScript; at++) {
    const text = args[at]?.text ?? '';
    const long = /^--?([\w-]{2,})(?:=([\s\S]*))?$/.exec(text);
    const cluster = /^-[a-zA-Z0-9]*([a-zA-Z])$/.exec(text);
    if (text === 'eval' && options.has('eval')) codes.push(args[++at] ?? { text: '', isKnown: false });
    else if (long?.[1] !== undefined && options.has(long[1]))
      codes.push(
        long[2] === undefined
          ? (args[++at] ?? { text: '', isKnown: false })
          : { text: long[2], isKnown: true },
      );
    else if (cluster?.[1] !== undefined && options.has(cluster[1]))
      codes.push(args[++at] ?? { text: '', isKnown: false });
    else if (/^-[a-zA-Z]/.test(text) && options.has(text.charAt(1)))
      codes.push({ text: text.slice(2), isKnown: args[at]?.isKnown === true });
    else if (text === '-m' && program.startsWith('py')) hasScript = true;
    else if (text !== '' && !text.startsWith('-')) {
      hasScript = true;
      if (text.startsWith('/dev/fd/')) judgeSource(place.substituted, program, walk);
    }
  }
  if (codes.length === 0 && !hasScript && place.input.text !== undefined)
    codes.push({ text: place.input.text, isKnown: true });
  for (const code of codes) {
    const odd = code.isKnown ? findReach(code.text) : code.text;
    if (odd === undefined)
      walk.remark('inline-code', 'L2', `${program} runs \`${code.text.slice(0, 80)}\``, true);
    else walk.remark('opaque-code', 'L3', `${program} runs code that uses \`${odd.slice(0, 60)}\``, true);
  }
  if (codes.length === 0 && !hasScript && place.input.text === undefined && place.input.sources.length > 0)
    judgeSource(place.input.sources, program, walk);
}

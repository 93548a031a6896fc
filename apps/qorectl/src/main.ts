import { Config } from '@oclif/core/config';
import { runtimeFlags } from './base-command.ts';
import { commands, topics } from './commands.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Envelope, toSafeJson } from './envelope.ts';
import { QoreError } from './errors.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { helpOf } from './help.ts';
import type { Outcome } from './outcome.ts';
import { reportOf } from './problem.ts';
import { neutralise } from './render/neutralise.ts';
import { screenOf } from './render/screen.ts';
import { problemText } from './render/problem-text.ts';
import type { Session } from './session.ts';
import { version } from './version.ts';

/** Runs one command line and returns the exit code. Writes to the process streams, never exits. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const startedAt = performance.now();
  const warnings: string[] = [];
  const end = argv.indexOf('--');
  const switches = end === -1 ? argv : argv.slice(0, end);
  const isJson = switches.includes('--json');
  const { id, rest } = findCommand(argv);
  const envelopeOf = (part: Pick<Envelope, 'ok' | 'data' | 'error'>): Envelope => ({
    ...part,
    warnings,
    meta: {
      command: (id ?? '').replaceAll(':', ' '),
      version,
      durationMs: Math.round(performance.now() - startedAt),
    },
  });
  quietOnBrokenPipe();
  const session: Session = {
    isJson,
    version,
    environment: process.env,
    workingDirectory: process.cwd(),
    clock: Date.now,
    screen: screenOf(process.stdout, process.env),
    talkScreen: screenOf(process.stderr, process.env),
    ask: process.stdin.isTTY && process.stderr.isTTY && !isJson ? askPerson : undefined,
    print: (text) => void process.stdout.write(text),
    talk: (line) => void (isJson || process.stderr.write(`${line}\n`)),
    progress:
      process.stderr.isTTY && !isJson ? (text) => void process.stderr.write(`\r\u001b[K${text}`) : undefined,
    warn: (message) => {
      warnings.push(message);
      if (!isJson) process.stderr.write(`warning: ${message}\n`);
    },
    envelopeOf: (data) => envelopeOf({ ok: true, data }),
  };
  try {
    const outcome = await outcomeOf(id, rest, switches, session);
    if (outcome.isPrinted === true) return outcome.exitCode ?? EXIT.ok;
    const text = isJson
      ? toSafeJson(envelopeOf({ ok: true, data: outcome.data }), 2)
      : outcome
          .text(session.screen)
          .map((line) => (line.startsWith('→ ') ? session.screen.asTyped(line) : line))
          .join('\n');
    if (text !== '') session.print(`${text}\n`);
    return outcome.exitCode ?? EXIT.ok;
  } catch (error) {
    const { problem, exitCode } = reportOf(error, id?.replaceAll(':', ' '));
    if (isJson) session.print(`${toSafeJson(envelopeOf({ ok: false, error: problem }), 2)}\n`);
    else process.stderr.write(`${problemText(session.talkScreen, problem).join('\n')}\n`);
    if (
      problem.name === 'INTERNAL_ERROR' &&
      (process.env['QORECTL_DEBUG'] ?? '') !== '' &&
      error instanceof Error
    ) {
      process.stderr.write(`${error.stack ?? ''}\n`);
    }
    return exitCode;
  }
}

async function outcomeOf(
  id: string | undefined,
  rest: readonly string[],
  switches: readonly string[],
  session: Session,
): Promise<Outcome> {
  const words = rest.filter((word) => !word.startsWith('-'));
  const wantsHelp = switches.includes('--help') || switches.includes('-h');
  if (id !== undefined && !wantsHelp) {
    const CommandClass = commands[id];
    if (CommandClass === undefined) throw unknownCommand([id]);
    // Never loaded: no plugin, theme or user configuration is looked for on disk.
    const config = new Config({ root: import.meta.dirname });
    const command = new CommandClass([...rest], config);
    command.id = id;
    return command.perform(session);
  }
  if (id !== undefined) return helpOf(id);
  const [first, ...more] = words;
  if (first === 'help') return helpAbout(more);
  if (first === undefined && (switches.includes('--version') || switches.includes('-v'))) {
    return { data: { version }, text: () => [`qorectl ${version}`] };
  }
  const topic = topicOf(words);
  if (first === undefined || topic.length > 0) {
    const extra =
      first === undefined
        ? rest.find((word) => word.startsWith('-') && !['--json', '--help', '-h'].includes(word))
        : words[topic.length];
    if (extra !== undefined && !(wantsHelp && first === undefined))
      throw unknownCommand(words.length === 0 ? [extra] : words);
    if (first !== undefined && !wantsHelp) {
      throw new QoreError({
        code: 'COMMAND_UNKNOWN',
        message: `\`${topic.join(' ')}\` needs one of: ${verbsOf(topic).join(', ')}`,
        hint: `qorectl ${topic.join(' ')} --help`,
      });
    }
    return helpOf(topic.length === 0 ? undefined : topic.join(':'));
  }
  if (rest[0] !== first) {
    throw new QoreError({
      code: 'COMMAND_UNKNOWN',
      message: `expected a command before the flag \`${neutralise((rest[0] ?? '').slice(0, 100))}\``,
      hint: 'flags follow the command; qorectl help lists them',
    });
  }
  throw unknownCommand(words);
}

function helpAbout(words: readonly string[]): Outcome {
  const id = words.join(':');
  if (id === '' || Object.hasOwn(commands, id) || Object.hasOwn(topics, id))
    return helpOf(id === '' ? undefined : id);
  throw unknownCommand(words);
}

/** The longest run of words that names a command; the flags of every command may stand before it. */
function findCommand(argv: readonly string[]): {
  readonly id: string | undefined;
  readonly rest: readonly string[];
} {
  const start = firstWord(argv);
  for (const count of [3, 2, 1]) {
    const words = argv.slice(start, start + count);
    const id = words.join(':');
    if (words.length === count && Object.hasOwn(commands, id)) {
      return { id, rest: [...argv.slice(0, start), ...argv.slice(start + count)] };
    }
  }
  // A topic alone, or with flags, lists what it has.
  const topic = topicOf(argv.slice(start));
  const next = argv[start + topic.length] ?? '-';
  const list = [...topic, 'list'].join(':');
  const isAsking = argv.includes('--help') || argv.includes('-h');
  if (Object.hasOwn(commands, list) && next.startsWith('-') && !isAsking)
    return { id: list, rest: [...argv.slice(0, start), ...argv.slice(start + topic.length)] };
  return { id: undefined, rest: argv.slice(start) };
}

/** Where the flags end that may stand before the command. */
function firstWord(argv: readonly string[]): number {
  let start = 0;
  for (let word = argv[start]; word !== undefined; word = argv[start]) {
    const [flag = ''] = word.split('=', 1);
    const hasValue = flag.startsWith('--') && Object.hasOwn(runtimeFlags, flag.slice(2));
    if (!hasValue && !['--json', '--help', '-h'].includes(word)) break;
    start += hasValue && flag === word ? 2 : 1;
  }
  return Math.min(start, argv.length);
}

/** The longest run of words that names a topic; none where there is none. */
function topicOf(words: readonly string[]): readonly string[] {
  const count = [2, 1].find((length) => Object.hasOwn(topics, words.slice(0, length).join(':')));
  return words.slice(0, count ?? 0);
}

/** What may follow the words of a topic: a command, or a topic within it. */
function verbsOf(topic: readonly string[]): readonly string[] {
  const prefix = `${topic.join(':')}:`;
  const verbs = Object.keys(commands).flatMap((id) =>
    id.startsWith(prefix) ? (id.slice(prefix.length).split(':')[0] ?? []) : [],
  );
  return [...new Set(verbs)];
}

/** Suggests what was meant, but nothing that cannot be taken back: that is typed knowingly. */
function unknownCommand(words: readonly string[]): QoreError {
  const topic = topicOf(words);
  const typed = words.slice(0, topic.length + 1).join(' ');
  const known = Object.keys(commands)
    .filter((id) => !/:(?:erase|prune|revoke|retire)$/.test(id))
    .map((id) => id.replaceAll(':', ' '));
  const candidates =
    topic.length > 0 ? known : [...known, ...Object.keys(topics).map((id) => id.replaceAll(':', ' '))];
  const suggestion =
    didYouMean(words.slice(0, topic.length + 2).join(' '), known) ?? didYouMean(typed, candidates);
  return new QoreError({
    code: 'COMMAND_UNKNOWN',
    message: `there is no command \`${neutralise(typed.slice(0, 100))}\``,
    hint:
      suggestion === undefined
        ? topic.length > 0
          ? `qorectl ${topic.join(' ')} --help`
          : 'qorectl help'
        : `did you mean: qorectl ${suggestion}`,
    ...(suggestion === undefined ? {} : { details: { suggestion } }),
  });
}

async function askPerson(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const person = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new Promise<string>((resolve, reject) => {
    person.once('SIGINT', () =>
      reject(new QoreError({ code: 'INTERRUPTED', message: 'nothing was changed' })),
    );
    // Ctrl-D is a no.
    person.once('close', () => resolve(''));
  });
  try {
    return await Promise.race([person.question(question), gone]);
  } catch (error) {
    process.stderr.write('\n');
    throw error;
  } finally {
    person.close();
  }
}

function quietOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    // Once, however many command lines one process runs.
    stream.off('error', throwUnlessBrokenPipe).on('error', throwUnlessBrokenPipe);
  }
}

function throwUnlessBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

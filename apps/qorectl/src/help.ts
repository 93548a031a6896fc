import type { FlagInput } from '@oclif/core/interfaces';
import { everywhere } from './base-command.ts';
import { type CommandClass, commands, topics } from './commands.ts';
import type { Outcome } from './outcome.ts';
import { fields } from './render/table.ts';
import type { Screen } from './render/screen.ts';
import { wrap } from './render/width.ts';

/** A command and what it takes, as `--help --json` gives it. */
export interface CommandHelp {
  readonly command: string;
  readonly summary: string;
  readonly description: string;
  readonly usage: string;
  readonly args: readonly FlagHelp[];
  readonly flags: readonly FlagHelp[];
  readonly examples: readonly string[];
}

export interface FlagHelp {
  readonly name: string;
  readonly summary: string;
  readonly isRequired: boolean;
  readonly isGlobal: boolean;
  readonly options?: readonly string[];
}

/** Help for a command id, a topic, or everything. */
export function helpOf(id: string | undefined): Outcome {
  const CommandClass = id === undefined ? undefined : commands[id];
  if (id !== undefined && CommandClass !== undefined) {
    const help = describe(id, CommandClass);
    return { data: help, text: (screen) => commandText(screen, help) };
  }
  const list = Object.entries(commands)
    .filter(([name]) => id === undefined || name.startsWith(`${id}:`))
    .map(([name, command]) => ({ command: name.replaceAll(':', ' '), summary: command.summary ?? '' }));
  return {
    data: { commands: list },
    text: (screen) => (id === undefined ? overview(screen, list) : topicText(screen, id, list)),
  };
}

type Flag = FlagInput[string];

type Listed = { readonly command: string; readonly summary: string };

/** The order of a first day: start it, ask it, look at it, steer it. */
const groups: readonly (readonly [string, readonly string[]])[] = [
  ['Run', ['serve', 'gateway', 'status', 'doctor', 'witness']],
  ['Decide', ['evaluate', 'approvals', 'halt', 'resume']],
  ['Look', ['decisions', 'ledger', 'tools', 'citations']],
  ['Set up', ['policy', 'models', 'mode', 'keys', 'actors', 'database']],
  ['Learn', ['explain', 'version', 'help']],
];

function overview(screen: Screen, list: readonly Listed[]): readonly string[] {
  const left = Math.max(...groups.flatMap(([, names]) => names.map((name) => name.length))) + 2;
  const line = (name: string): readonly string[] => {
    const verbs = new Set(
      list.flatMap(({ command }) =>
        // Of a topic within it, the word that all its commands begin with.
        command.startsWith(`${name} `) ? (command.slice(name.length + 1).split(' ')[0] ?? []) : [],
      ),
    );
    const summary =
      name === 'help'
        ? 'help for a command'
        : (list.find(({ command }) => command === name)?.summary ??
          `${topics[name] ?? ''} (${[...verbs].join(', ')})`);
    return wrap(summary, screen.columns - left - 2).map(
      (text, i) => `  ${(i === 0 ? name : '').padEnd(left)}${text}`,
    );
  };
  return [
    'qorectl governs what AI agents may do on this computer',
    '',
    `${screen.paint('dim', 'usage')}  qorectl COMMAND [flags]`,
    ...groups.flatMap(([title, names]) => ['', screen.paint('strong', title), ...names.flatMap(line)]),
    '',
    ...wrap(
      'Every command takes --help and --json. Exit codes: 0 ok, 1 failed, 2 usage, 3 warnings, 4 not authenticated, 5 not found, 6 refused, 7 integrity, 8 pending, 75 busy.',
      screen.columns,
    ),
    '→ qorectl serve, then qorectl doctor',
  ];
}

function topicText(screen: Screen, topic: string, list: readonly Listed[]): readonly string[] {
  return [
    topics[topic] ?? '',
    '',
    `${screen.paint('dim', 'usage')}  qorectl ${topic.replaceAll(':', ' ')} COMMAND [flags]`,
    '',
    ...fields(
      screen,
      list.map(({ command, summary }) => [`  ${command}`, summary]),
    ),
    '',
    `→ qorectl ${list[0]?.command ?? topic} --help`,
  ];
}

function describe(id: string, command: CommandClass): CommandHelp {
  const name = id.replaceAll(':', ' ');
  const args = Object.entries(command.args).map(([argument, arg]) => ({
    name: argument.toUpperCase(),
    summary: arg.description ?? '',
    isRequired: arg.required === true,
    isGlobal: false,
  }));
  const flags = Object.entries<Flag>({ ...command.flags, ...everywhere }).map(([long, flag]) => ({
    name: `${flag.char === undefined ? '' : `-${flag.char}, `}--${long}${flag.type === 'boolean' ? '' : ` ${flag.helpValue?.toString() ?? long.toUpperCase()}`}`,
    summary: [flag.summary ?? '', ...(flag.description === undefined ? [] : [flag.description])].join('. '),
    isRequired: flag.required === true,
    isGlobal: flag.helpGroup === 'global',
    ...(flag.type === 'option' && flag.options !== undefined ? { options: flag.options } : {}),
  }));
  const shown = args.map(({ name, isRequired }) => (isRequired ? name : `[${name}]`));
  const required = flags.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    command: name,
    summary: command.summary ?? '',
    description: command.description ?? '',
    usage: ['qorectl', name, ...shown, ...required, '[flags]'].join(' '),
    args,
    flags,
    examples: (command.examples ?? []).filter((example) => typeof example === 'string'),
  };
}

function commandText(screen: Screen, help: CommandHelp): readonly string[] {
  const rows = (list: readonly FlagHelp[]): readonly string[] =>
    fields(
      screen,
      list.map((flag) => [
        `  ${flag.name}`,
        `${flag.summary}${flag.options === undefined || flag.options.length === 1 ? '' : ` (${flag.options.join(', ')})`}${flag.isRequired ? ' (required)' : ''}`,
      ]),
    );
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', screen.paint('strong', title), ...lines];
  return [
    ...wrap(help.summary, screen.columns),
    '',
    ...wrap(help.usage, screen.columns - 7).map(
      (line, i) => `${i === 0 ? screen.paint('dim', 'usage') : '     '}  ${line}`,
    ),
    ...(help.description === ''
      ? []
      : ['', ...help.description.split('\n').flatMap((line) => wrap(line, screen.columns))]),
    ...section('Arguments', rows(help.args)),
    ...section('Flags', rows(help.flags.filter(({ isGlobal }) => !isGlobal))),
    ...section('Everywhere', rows(help.flags.filter(({ isGlobal }) => isGlobal))),
    ...section(
      'Examples',
      help.examples.map((example) => `  ${example}`),
    ),
  ];
}

import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type {
  ArgInput,
  FlagInput,
  Input,
  OutputArgs,
  OutputFlags,
  ParserOutput,
} from '@oclif/core/interfaces';
import * as parser from '@oclif/core/parser';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';
import { usageError } from './usage-error.ts';

/** Flags of every command. */
export const everywhere = {
  json: Flags.boolean({ summary: 'print one JSON document', helpGroup: 'global' }),
  help: Flags.boolean({ char: 'h', summary: 'show help for this command', helpGroup: 'global' }),
};

/** Flag of the commands that work on an installation of this machine. */
export const localFlags = {
  home: Flags.string({
    summary: 'folder of the installation',
    helpValue: 'DIR',
    helpGroup: 'global',
    // Not `env`: oclif would print the value as a default.
    description: 'Default: ZOQORE_HOME, else the nearest .failsafe folder above the working directory.',
  }),
};

/** Flags of the commands that ask a runtime, here or elsewhere. */
export const runtimeFlags = {
  ...localFlags,
  url: Flags.string({
    summary: 'ask the runtime at this address instead',
    helpValue: 'URL',
    helpGroup: 'global',
    dependsOn: ['key-file'],
  }),
  'key-file': Flags.string({
    summary: 'file with the API key to use',
    helpValue: 'FILE',
    helpGroup: 'global',
  }),
};

/**
 * A command answers with data and lines; main.ts prints them and maps failures. oclif's own `catch`, `warn` and
 * `logJson` are not used: with `--json` they drop warnings and print errors that are no envelope.
 */
export abstract class QoreCommand extends Command {
  static override enableJsonFlag = false;
  static override baseFlags: FlagInput = everywhere;

  #session: Session | undefined;

  protected abstract answer(): Promise<Outcome>;

  protected get session(): Session {
    if (this.#session === undefined) throw new Error('a command runs through `perform`');
    return this.#session;
  }

  perform(session: Session): Promise<Outcome> {
    this.#session = session;
    return this.answer();
  }

  override async run(): Promise<never> {
    throw new Error('a command runs through `perform`');
  }

  protected override async parse<
    F extends OutputFlags<FlagInput>,
    B extends OutputFlags<FlagInput>,
    A extends OutputArgs<ArgInput>,
  >(options?: Input<F, B, A>, argv: string[] = this.argv): Promise<ParserOutput<F, B, A>> {
    const input = options ?? {};
    const flags = { ...everywhere, ...input.flags };
    try {
      return await parser.parse<F, B, A>(argv, { ...input, flags, context: this } as Input<F, B, A>);
    } catch (error) {
      throw usageError(error, { command: this.id ?? '', flags });
    }
  }
}

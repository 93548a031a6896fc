import type { Screen } from './render/screen.ts';

/** One run of the command line: how it talks and what it has said. Made by main.ts alone. */
export interface Session {
  readonly isJson: boolean;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly clock: () => number;
  /** Of stdout and of stderr. */
  readonly screen: Screen;
  readonly talkScreen: Screen;
  /** Asks the person at the terminal one question; undefined where nobody sits, and under `--json`. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Writes to stdout, as it is. */
  readonly print: (text: string) => void;
  /** Writes a line to stderr; silent under `--json`. */
  readonly talk: (line: string) => void;
  /** Writes one line on stderr over and over, and clears it when the text is empty; undefined where nobody looks. */
  readonly progress: ((text: string) => void) | undefined;
  /** A warning on stderr, or in the envelope under `--json`. */
  readonly warn: (message: string) => void;
  /** The document that `--json` prints for an answer; what streams prints one a line. */
  readonly envelopeOf: (data: unknown) => unknown;
}

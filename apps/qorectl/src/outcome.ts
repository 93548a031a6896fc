import type { ExitCode } from './exit-code.ts';
import type { Screen } from './render/screen.ts';

/** What a command answers: data for `--json`, and the same as lines for a person. */
export interface Outcome {
  readonly data: unknown;
  readonly text: (screen: Screen) => readonly string[];
  readonly exitCode?: ExitCode;
  /** True when the command has printed what it had to say while it ran. */
  readonly isPrinted?: boolean;
}

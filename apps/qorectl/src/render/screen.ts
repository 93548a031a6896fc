export type Tone = 'good' | 'warn' | 'bad' | 'dim' | 'strong';

/** Where text goes: how wide it is and whether colour may carry what a word already says. */
export interface Screen {
  readonly columns: number;
  /** A text that says what to type, with this program as it was typed: `./qorectl doctor`. */
  asTyped(text: string): string;
  paint(tone: Tone, text: string): string;
}

const codes: Readonly<Record<Tone, readonly [number, number]>> = {
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  dim: [2, 22],
  strong: [1, 22],
};

/** 60 to 120 columns; a pipe gets 100 and no colour. */
export function createScreen(options: {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly hasColour: boolean;
  readonly command?: string;
}): Screen {
  const columns =
    options.isTerminal && options.columns !== undefined && options.columns > 0 ? options.columns : 100;
  return {
    columns: Math.min(120, Math.max(60, columns)),
    asTyped: (text) => text.replaceAll(/(?<![\w./-])qorectl (?=[a-z])/g, `${options.command ?? 'qorectl'} `),
    paint: (tone, text) =>
      options.hasColour ? `\u001b[${codes[tone][0]}m${text}\u001b[${codes[tone][1]}m` : text,
  };
}

/** The screen of a process stream: colour on a terminal only, never with NO_COLOR or TERM=dumb. */
export function screenOf(
  stream: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): Screen {
  const isTerminal = stream.isTTY === true;
  const isPlain = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return createScreen({
    isTerminal,
    columns: stream.columns,
    hasColour: isTerminal && !isPlain,
    command: environment['QORECTL_COMMAND'] ?? 'qorectl',
  });
}

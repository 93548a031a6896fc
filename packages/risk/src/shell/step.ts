import type { CommandStep, PathAccess, RiskGrade } from '../model.ts';

/** One word of a command line after quotes, known variables and braces have been worked out. */
export interface Argument {
  readonly text: string;
  /** False when a part depends on what the text does not tell (`$1`, `$(date)`). */
  readonly isKnown: boolean;
}

export interface Redirection {
  readonly target: Argument;
  readonly access: 'read' | 'write';
  readonly appends: boolean;
}

/** Where a command's standard input comes from. */
export interface Input {
  /** The text itself, where known: heredoc, here-string, `echo … |`. */
  readonly text?: string;
  /** Steps whose output is read, through a pipe or a substitution. */
  readonly sources: readonly Step[];
}

export interface Step extends CommandStep {
  readonly args: readonly Argument[];
  readonly redirections: readonly Redirection[];
  readonly input: Input;
  /** Steps of command and process substitutions among the words. */
  readonly substituted: readonly Step[];
  /** The command gets more arguments than the text shows (`xargs`, `find -exec {}`). */
  readonly takesMore: boolean;
  /** Where relative paths lead, when the line changed the directory before; undefined when that is not known. */
  readonly directory: string | undefined;
  /** The program was named by a path (`./x`), of which `program` is the last part. */
  readonly isPath: boolean;
  /** Files that code among the words names. */
  readonly codePaths: readonly CodePath[];
}

export interface CodePath {
  readonly path: string;
  readonly access: PathAccess;
}

export type Report = (finding: string, grade: RiskGrade, what: string) => void;

/** Judges one step; it reports what it finds and nothing when there is nothing. */
export type Rule = (step: Step, report: Report) => void;

/** The step as it would be typed, for evidence. */
export function showStep(step: Pick<Step, 'program' | 'argv'>): string {
  return [step.program, ...step.argv].join(' ').slice(0, 160);
}

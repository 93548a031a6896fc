/** What a detector reports and what the assessment of all reports says. Plain data, deeply readonly. */

export type RiskGrade = 'L1' | 'L2' | 'L3';

export type Detector = 'path' | 'shell' | 'content' | 'egress' | 'novelty' | 'trust' | 'tool';

/** One thing a detector noticed, also called a factor once it stands in an assessment. */
export interface Signal {
  /** Stable, `detector.finding`: `path.credentials`, `shell.download-to-interpreter`. */
  readonly id: string;
  readonly detector: Detector;
  /** The grade that this finding alone justifies. */
  readonly grade: RiskGrade;
  /** How much it adds to the score, 0–1. */
  readonly weight: number;
  /** How sure the detector is, 0–1. */
  readonly confidence: number;
  /** What was seen, one line, at most 200 characters, never a secret's value. */
  readonly evidence: string;
}

export interface Assessment {
  /**
   * The highest grade among the factors; at least L2 when none is about the request itself (only trust or
   * novelty, or nothing at all), because nothing seen is not safe.
   */
  readonly grade: RiskGrade;
  /** 0–1, rises with every factor. */
  readonly score: number;
  /** The lowest confidence of the factors that took part, 0–1. */
  readonly confidence: number;
  /** Strongest first, then by id: the order does not depend on the order of the signals. */
  readonly factors: readonly Signal[];
}

/** What an operator may change about grading. Plain JSON; `riskModelSchema` checks what people write. */
export interface RiskModel {
  /** False: what the detector reports does not count. That it failed counts all the same. */
  readonly detectors: { readonly [detector in Detector]?: boolean };
  /** By signal id. An override replaces what the detector said, in either direction. */
  readonly overrides: { readonly [signalId: string]: SignalOverride };
  /** A score at or above the number raises the grade to at least the key's. 1 leaves it to the factors. */
  readonly thresholds: { readonly L2: number; readonly L3: number };
}

export interface SignalOverride {
  readonly grade?: RiskGrade;
  /** 0–1. */
  readonly weight?: number;
}

/** The place that paths are judged against. All absolute. */
export interface Surroundings {
  /** Relative paths and `repo://` resolve against it. */
  readonly workspace: string;
  readonly home: string;
  /** Working directory of the request, where known; otherwise the workspace. */
  readonly cwd?: string;
}

/** `unknown` is judged as if the path might be written. */
export type PathAccess = 'read' | 'write' | 'unknown';

export interface PathFinding {
  /** Canonical absolute path. */
  readonly path: string;
  readonly isInWorkspace: boolean;
  readonly signals: readonly Signal[];
}

export interface UrlFinding {
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly signals: readonly Signal[];
}

/** One simple command, with wrappers (`sudo`, `env`, `timeout`, `xargs`, …) taken off and kept by name. */
export interface CommandStep {
  readonly program: string;
  readonly argv: readonly string[];
  readonly wrappers: readonly string[];
}

export interface CommandFinding {
  readonly steps: readonly CommandStep[];
  /** Programs and wrappers that were named by a path (`./ls`), as written: what runs is that file, whatever its name. */
  readonly programPaths: readonly string[];
  /** Paths that the command line names, canonical. `unknown`: may be read or written. */
  readonly paths: readonly { readonly path: string; readonly access: PathAccess }[];
  readonly urls: readonly UrlFinding[];
  /** True when some part cannot be known from the text: a parse error, an unknown wrapper, interpreter code. */
  readonly isOpaque: boolean;
  readonly signals: readonly Signal[];
}

export interface ContentFinding {
  readonly signals: readonly Signal[];
}

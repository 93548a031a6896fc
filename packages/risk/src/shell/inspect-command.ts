import { inspectUrl } from '../egress/inspect-url.ts';
import { findSecrets } from '../content/find-secrets.ts';
import { compareGrades } from '../grade.ts';
import type { CommandFinding, PathAccess, Signal, Surroundings, UrlFinding } from '../model.ts';
import { inspectPath } from '../path/inspect-path.ts';
import { sensitiveSubject } from '../path/sensitive-words.ts';
import { makeSignal, regrade } from '../signal.ts';
import { isReadOnlyProgram } from './known-programs.ts';
import { DELETION_RULES } from './rules/deletion-rules.ts';
import { GIT_RULES } from './rules/git-rules.ts';
import { judgeSockets, NETWORK_RULES } from './rules/network-rules.ts';
import { PACKAGE_RULES, tasks } from './rules/package-rules.ts';
import { SERVICE_RULES } from './rules/service-rules.ts';
import { SYSTEM_RULES } from './rules/system-rules.ts';
import { showStep, type Report, type Step } from './step.ts';
import { stepPaths, type NamedPath } from './step-paths.ts';
import { walkLine } from './walk-line.ts';
import { WRAPPERS } from './wrappers.ts';

const TABLES = [DELETION_RULES, GIT_RULES, SYSTEM_RULES, NETWORK_RULES, PACKAGE_RULES, SERVICE_RULES];
const MAX_SIGNALS = 512;
const MAX_PATHS = 4096;
const MAX_URLS = 1024;
/** `.e*`, `src/.[e]nv`: nobody knows what is there, and the credentials of the place may be among it. */
const HIDDEN_PATTERN = /(?:^|\/)\.(?!\.?(?:\/|$))[^/]*[*?[]/;
const URL_IN_WORD = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>|;)]{1,2048}/gi;

/**
 * Reads a shell command line as a syntax tree and judges every command that it may run, wherever it stands:
 * behind wrappers, inside substitutions, `-c` strings, heredocs, functions and aliases. What the text cannot
 * tell makes it opaque and is graded, never passed over. A line of more than 262144 characters is L3 and is not
 * read. Always gives at least one signal. Time is linear.
 */
export function inspectCommand(line: string, surroundings: Surroundings): CommandFinding {
  const walked = walkLine(line, surroundings);
  const signals = new Map<string, Signal>();
  const add = (signal: Signal): void => {
    if (signals.size < MAX_SIGNALS || signal.grade === 'L3')
      signals.set(`${signal.id} ${signal.grade} ${signal.evidence}`, signal);
  };
  const report: Report = (finding, grade, what) => {
    // One finding of a grade needs few witnesses; past them only the work of describing it would grow.
    const key = `${finding} ${grade}`;
    const seen = (counts.get(key) ?? 0) + 1;
    counts.set(key, seen);
    if (seen <= 16) add(makeSignal('shell', finding, grade, what));
  };
  const counts = new Map<string, number>();
  for (const { finding, grade, what } of walked.remarks) report(finding, grade, what);
  const paths = new Map<string, { path: string; access: PathAccess }>();
  const urls = new Map<string, UrlFinding>();
  const downloads = new Set<string>();
  const judged = new Set<string>();
  for (const step of walked.steps) {
    judgeStep(step, downloads, report);
    for (const named of stepPaths(step)) {
      if (named.certainty === 'file' && HIDDEN_PATTERN.test(named.path))
        report('hidden-pattern', 'L3', `a pattern that reaches hidden files: ${showStep(step)}`);
      judgePath(named, step, surroundings, paths, judged, add, report);
    }
    for (const word of step.argv) collectUrls(word, surroundings, urls, report);
  }
  for (const { signals: found } of urls.values()) for (const signal of found) add(signal);
  if (findSecrets(line).length > 0) report('secret-argument', 'L3', 'the command line holds a secret');
  const isReading =
    walked.steps.length > 0 &&
    walked.steps.every(
      (step) =>
        isReadOnlyProgram(step.program) &&
        step.redirections.every(
          ({ access, target }) => access === 'read' || /^\/dev\/(?:null|stdout|stderr)$/.test(target.text),
        ),
    );
  if (isReading) report('reading', 'L1', 'only commands that change nothing');
  else report('command', 'L2', `\`${line.slice(0, 160)}\``);
  return {
    steps: walked.steps.map(({ program, argv, wrappers }) => ({ program, argv, wrappers })),
    programPaths: [...walked.programPaths],
    paths: [...paths.values()],
    urls: [...urls.values()],
    isOpaque: walked.isOpaque,
    signals: [...signals.values()].sort((a, b) => compareGrades(b.grade, a.grade)),
  };
}

function judgeStep(step: Step, downloads: Set<string>, report: Report): void {
  for (const rules of TABLES) rules.get(step.program)?.(step, report);
  if (step.program.startsWith('mkfs')) report('disk', 'L3', showStep(step));
  tasks(step, report);
  judgeSockets(step, report);
  const elevating = [step.program, ...step.wrappers].find((name) => WRAPPERS.get(name)?.elevates === true);
  if (elevating !== undefined)
    report('privilege-escalation', 'L3', `through ${elevating}: ${showStep(step)}`);
  if (/^(?:echo|printf|printenv)$/.test(step.program)) {
    for (const { text } of step.args) {
      const name = /^\$?\{?([A-Z][A-Z0-9_]{2,})\}?$/.exec(text)?.[1];
      if (
        name !== undefined &&
        (step.program === 'printenv' || text.startsWith('$')) &&
        /TOKEN|SECRET|PASSW|CREDENTIAL|_KEY$|APIKEY/.test(name) &&
        sensitiveSubject(name) !== undefined
      )
        report('credential-read', 'L3', showStep(step));
    }
  }
  if (
    /^(?:awk|gawk|mawk|nawk)$/.test(step.program) &&
    step.argv.some((word) => /\bsystem\s*\(|\|\s*getline|print[^;}]*\|\s*"/.test(word))
  )
    report('opaque-code', 'L3', showStep(step));
  if (
    /^g?sed$/.test(step.program) &&
    step.argv.some((word) => /^s(.).*\1.*\1[gp0-9]*e[gp]*$|^\d*e\s/.test(word))
  )
    report('opaque-code', 'L3', showStep(step));
  if (
    /^(?:tar|zip|rsync|vim|nvim|less|man|git)$/.test(step.program) &&
    step.argv.some((word) =>
      /--checkpoint-action=exec|--to-command|--use-compress-program=(?!gzip|zstd|xz|pigz|bzip2)|^-TT$|--unzip-command/.test(
        word,
      ),
    )
  )
    report('code-injection', 'L3', showStep(step));
  if (/^[gmn]?awk$/.test(step.program) && step.argv.some((word) => />\s*"(?:\/(?!dev\/)|~|\.)/.test(word)))
    report('overwrite', 'L3', showStep(step));
  if (
    /^(?:deno|bun|bunx|npx|sh|bash|zsh)$/.test(step.program) &&
    step.argv.some((word) => /^https?:\/\//.test(word))
  )
    report('download-to-interpreter', 'L3', showStep(step));
  judgeDownload(step, downloads, report);
}

/** A file that was fetched on this line and is run on it. */
function judgeDownload(step: Step, downloads: Set<string>, report: Report): void {
  const plain = (word: string): string => word.replace(/^\.\//, '');
  if (/^(?:curl|wget|aria2c|fetch|http)$/.test(step.program)) {
    for (const [at, word] of step.argv.entries()) {
      const next = step.argv[at + 1];
      if (/^(?:-[a-zA-Z]*[oO]|--output|--output-document)$/.test(word) && next !== undefined)
        downloads.add(plain(next));
      const last = /^https?:\/\/[^?#]*\/([^/?#]+)/.exec(word)?.[1];
      if (last !== undefined) downloads.add(last);
    }
    for (const { target, access } of step.redirections)
      if (access === 'write') downloads.add(plain(target.text));
    return;
  }
  if (downloads.size === 0) return;
  const runs = /^(?:sh|bash|zsh|dash|ksh|python3?|node|perl|ruby|php|source|\.|chmod|install|dpkg|rpm)$/.test(
    step.program,
  )
    ? step.argv
    : [];
  if (
    downloads.has(plain(step.program)) ||
    runs.some((word) => downloads.has(plain(word)) || downloads.has(word.slice(word.lastIndexOf('/') + 1)))
  )
    report('download-to-interpreter', 'L3', `runs what was downloaded: ${showStep(step)}`);
}

function judgePath(
  named: NamedPath,
  step: Step,
  surroundings: Surroundings,
  paths: Map<string, { path: string; access: PathAccess }>,
  judged: Set<string>,
  add: (signal: Signal) => void,
  report: Report,
): void {
  const key = `${named.path}\0${named.access}\0${named.certainty}`;
  if (judged.has(key) || named.path === '') return;
  if (judged.size >= MAX_PATHS) return report('too-complex', 'L3', `more than ${MAX_PATHS} paths`);
  judged.add(key);
  const finding = inspectPath(named.path, surroundings, { access: named.access });
  paths.set(`${finding.path}\0${named.access}`, { path: finding.path, access: named.access });
  for (const signal of finding.signals) {
    if (named.certainty === 'file') add(signal);
    else if (
      /^path\.(?:credentials|startup|governance|kernel|process-root|encoded-twice|encoded-separator|invisible-characters|mixed-script)$/.test(
        signal.id,
      ) &&
      sensitiveSubjectOnly(signal)
    ) {
      // Asking whether a file is there is not reading it.
      add(/^(?:test|\[|stat|wc|du)$/.test(step.program) ? regrade(signal, 'L2') : signal);
    } else if (signal.id === 'path.system' && named.certainty === 'maybe') add(signal);
    else if (signal.id === 'path.system') add(regrade(signal, 'L2'));
  }
}

/** `path.credentials` comes from a file family, or from a word in a name; only the family counts here. */
function sensitiveSubjectOnly(signal: Signal): boolean {
  return !signal.evidence.includes(' is about ');
}

function collectUrls(
  word: string,
  surroundings: Surroundings,
  urls: Map<string, UrlFinding>,
  report: Report,
): void {
  if (!word.includes('://')) return;
  for (const match of word.matchAll(URL_IN_WORD)) {
    if (urls.has(match[0])) continue;
    if (urls.size >= MAX_URLS) return report('too-complex', 'L3', `more than ${MAX_URLS} addresses`);
    urls.set(match[0], inspectUrl(match[0], surroundings));
  }
}

import { inspectUrl } from '../egress/inspect-url.ts';
import { findSecrets } from '../content/secrets/find-secrets.ts';
import { compareGrades } from '../grade.ts';
import type { CommandFinding, PathAccess, Signal, Surroundings, UrlFinding } from '../model.ts';
import { inspectPath } from '../path/inspect-path.ts';
import { makeSignal, regrade } from '../signal.ts';
import { credentialWords } from './credential-words.ts';
import { judgeStep, onlyReads } from './judge-step.ts';
import { onlyAsks } from './rules/only-asks.ts';
import { startSequence } from './rules/sequence-rules.ts';
import { showStep, type Report, type Step } from './step.ts';
import { stepPaths, type NamedPath } from './step-paths.ts';
import { walkLine } from './walk-line.ts';

const MAX_SIGNALS = 512;
const MAX_PATHS = 1024;
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
  const sequence = startSequence();
  const judged = new Set<string>();
  for (const step of walked.steps) {
    const isAsking = onlyAsks(step);
    judgeStep(step, isAsking, sequence, report);
    for (const named of stepPaths(step, isAsking)) {
      if (named.certainty === 'file' && HIDDEN_PATTERN.test(named.path))
        report('hidden-pattern', 'L3', `a pattern that reaches hidden files: ${showStep(step)}`);
      judgePath(named, step, surroundings, paths, judged, add, report);
    }
    for (const { word, isPattern } of credentialWords(step)) {
      if (isPattern) report('hidden-pattern', 'L3', `a pattern that reaches credentials: ${showStep(step)}`);
      const named: NamedPath = { path: word, access: 'read', certainty: 'maybe' };
      if (!isPattern) judgePath(named, step, surroundings, paths, judged, add, report);
    }
    for (const word of step.argv) collectUrls(word, surroundings, urls, report);
  }
  for (const { signals: found } of urls.values()) for (const signal of found) add(signal);
  if (findSecrets(line).length > 0) report('secret-argument', 'L3', 'the command line holds a secret');
  const isReading = walked.steps.length > 0 && walked.steps.every(onlyReads);
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

function judgePath(
  named: NamedPath,
  step: Step,
  surroundings: Surroundings,
  paths: Map<string, { path: string; access: PathAccess }>,
  judged: Set<string>,
  add: (signal: Signal) => void,
  report: Report,
): void {
  const key = `${named.path}\0${named.access}\0${named.certainty}\0${step.directory ?? ''}`;
  if (judged.has(key) || named.path === '') return;
  if (judged.size >= MAX_PATHS) return report('too-complex', 'L3', `more than ${MAX_PATHS} paths`);
  judged.add(key);
  const place = step.directory === undefined ? surroundings : { ...surroundings, cwd: step.directory };
  const finding = inspectPath(named.path, place, { access: named.access });
  paths.set(`${finding.path}\0${named.access}`, { path: finding.path, access: named.access });
  for (const signal of finding.signals) {
    if (named.certainty === 'file') add(signal);
    else if (
      /^path\.(?:credentials|startup|governance|kernel|process-root|encoded-twice|encoded-separator|invisible-characters|mixed-script)$/.test(
        signal.id,
      ) &&
      sensitiveSubjectOnly(signal)
    ) {
      // Asking whether a file or a disk is there, or what it is called, is not reading it.
      add(
        /^(?:test|\[|stat|wc|du|ls|dir|tree|file|realpath|readlink|namei|exa|eza|lsd|cd|pushd|smartctl|blkid|lsblk|hdparm|udevadm|findmnt|fdisk|parted|sfdisk)$/.test(
          step.program,
        )
          ? regrade(signal, 'L2')
          : signal,
      );
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
    // `http://host$PATH`: a path that is not known must not become part of the host.
    const url = match[0].replace(/^([a-z][a-z0-9+.-]*:\/\/[\w.:[\]-]+)\$/i, '$1/$');
    if (urls.has(url)) continue;
    if (urls.size >= MAX_URLS) return report('too-complex', 'L3', `more than ${MAX_URLS} addresses`);
    urls.set(url, inspectUrl(url, surroundings));
  }
}

import type { PathAccess, PathFinding, RiskGrade, Signal, Surroundings } from '../model.ts';
import { makeSignal } from '../signal.ts';
import { canonicalPath, isPlain, joinSegments, type PathDisguise } from './canonical-path.ts';
import { confusableSkeleton } from './confusable-skeleton.ts';
import { SHARED_SOCKET, USER_RUNTIME } from './families/credentials.ts';
import { fileKind } from './file-kind.ts';
import { matchRule, segmentFacts, type SegmentFacts } from './segment-facts.ts';
import { subjectOf } from './subject-of.ts';
import { KERNEL_DOOR, SYSTEM_PLACES } from './system-places.ts';

const DISGUISES: Readonly<Record<PathDisguise, readonly [RiskGrade, string]>> = {
  'control-characters': ['L3', 'holds control characters'],
  'invisible-characters': ['L3', 'holds characters that are not drawn'],
  'compatibility-characters': ['L3', 'holds characters that only normalise to a path'],
  encoded: ['L2', 'is percent-encoded'],
  'encoded-twice': ['L3', 'is percent-encoded more than once'],
  'encoded-separator': ['L3', 'hides separators, dots or NUL in percent-encoding'],
  backslash: ['L2', 'holds backslashes'],
  'process-root': ['L3', 'goes through a process directory'],
  'too-long': ['L3', 'is longer than 16384 characters'],
};

/** What an edge may know about a path beside its text. */
export interface PathOptions {
  /** The path after following links, as the edge resolved it. Judged as well; the stricter counts. */
  readonly realPath?: string;
  /** Default `unknown`, judged as if it might be written. */
  readonly access?: PathAccess;
}

/**
 * Says which file a path names, however it is spelled, and what touching that file means. Judges segments and
 * file kinds, never substrings: documentation and tests are L1, other files of the workspace L2, what is about
 * authentication, credentials, keys, cryptography, payments, migrations or administration L3, as are
 * credential, startup and system files. Always gives at least one signal.
 */
export function inspectPath(
  path: string,
  surroundings: Surroundings,
  options: PathOptions = {},
): PathFinding {
  const access = options.access ?? 'unknown';
  const lexical = canonicalPath(path, surroundings);
  const signals: Signal[] = [];
  for (const disguise of lexical.disguises) {
    const [grade, what] = DISGUISES[disguise];
    signals.push(makeSignal('path', disguise, grade, `\`${path}\` ${what}`));
  }
  signals.push(...judge(lexical.path, surroundings, access));
  let isInWorkspace = isWithin(lexical.path, surroundings.workspace);
  if (options.realPath !== undefined) {
    const real = canonicalPath(options.realPath, surroundings).path;
    if (real !== lexical.path) {
      signals.push(...judge(real, surroundings, access));
      const leaves = isInWorkspace && !isWithin(real, surroundings.workspace);
      const grade = leaves ? 'L3' : 'L2';
      const where = leaves ? ' outside the workspace' : '';
      signals.push(makeSignal('path', 'link', grade, `\`${lexical.path}\` leads to \`${real}\`${where}`));
      isInWorkspace &&= isWithin(real, surroundings.workspace);
    }
  }
  return { path: lexical.path, isInWorkspace, signals };
}

function judge(path: string, surroundings: Surroundings, access: PathAccess): Signal[] {
  const signals: Signal[] = [];
  const isInWorkspace = isWithin(path, surroundings.workspace);
  const base = isInWorkspace
    ? surroundings.workspace
    : isWithin(path, surroundings.home)
      ? surroundings.home
      : '/';
  const segments = path
    .slice(joinSegments(base, '').length)
    .split('/')
    .filter((segment) => segment !== '');
  const facts = segments.map(segmentFacts);
  if (!isInWorkspace) {
    signals.push(makeSignal('path', 'outside-workspace', 'L2', `\`${path}\` is outside the workspace`));
    signals.push(...judgePlace(path, surroundings, access));
  }
  if (facts.some((segment) => segment.isMixedScript)) {
    signals.push(makeSignal('path', 'mixed-script', 'L3', `\`${path}\` mixes letters that look alike`));
  }
  const judged =
    isInWorkspace && base !== surroundings.home ? facts : segmentsOf(path, surroundings).map(segmentFacts);
  const rule = matchRule(
    judged.map(({ folded }) => folded),
    judged.at(-1),
    isInWorkspace,
  );
  if (rule === 'template') {
    signals.push(
      makeSignal('path', 'environment-template', 'L2', `\`${path}\` is a template of an environment file`),
    );
  } else if (rule !== undefined) {
    const grade = rule.strictness === 'unless-read' && access === 'read' ? 'L2' : 'L3';
    signals.push(makeSignal('path', rule.finding, grade, `\`${path}\`: ${rule.what}`));
  }
  signals.push(judgeKind(path, segments, isNobodysSubject(path, isInWorkspace, access) ? [] : facts));
  return signals;
}

/** What came with the system or from a registry is not this project's code about a subject, as long as it is read. */
function isNobodysSubject(path: string, isInWorkspace: boolean, access: PathAccess): boolean {
  if (!isInWorkspace && /^\/(?:usr|lib|lib64|proc|sys|dev|opt|snap|nix)\//.test(path)) return true;
  if (access === 'read' && READABLE.test(path)) return true;
  return VENDORED.test(path) && (access === 'read' || fileKind(path.split('/')) === 'documentation');
}

const READABLE = /^\/etc\/(?:passwd|group|login\.defs|pam\.d\/|ssl\/certs\/|ca-certificates)/;
const VENDORED =
  /\/(?:node_modules|bower_components|site-packages|dist-packages|third_party|vendor\/(?:bundle|github\.com|golang\.org|[\w-]+\/[\w-]+\/src)|\.cargo\/registry|go\/pkg\/mod|pods|\.pnpm|\.yarn\/cache)\//i;

/** Of the whole path; `~` stands for the home of any user. */
function segmentsOf(path: string, { home }: Surroundings): string[] {
  const own = isWithin(path, home) && home !== '/' ? joinSegments(home, '') : undefined;
  const other = /^\/(?:home\/[^/]+|root|users\/[^/]+)(?=\/|$)/i.exec(path)?.[0];
  const prefix = own ?? other;
  if (prefix === undefined) return path.split('/').slice(1);
  return ['~', ...path.slice(prefix.length).split('/').slice(1)];
}

function judgePlace(path: string, surroundings: Surroundings, access: PathAccess): Signal[] {
  const lower = confusableSkeleton(path);
  if (KERNEL_DOOR.test(lower))
    return [makeSignal('path', 'kernel', 'L3', `\`${path}\` is a door to the kernel`)];
  if (USER_RUNTIME.test(lower) || SHARED_SOCKET.test(lower))
    return [makeSignal('path', 'credentials', 'L3', `\`${path}\` speaks to an agent or a session`)];
  if (isWithin(path, surroundings.home) && surroundings.home !== '/' && path !== surroundings.home) return [];
  const place = SYSTEM_PLACES.find(({ prefix }) => isWithin(lower, prefix));
  if (place === undefined) {
    const isTop = path.split('/').length <= 2 && access !== 'read';
    return isTop ? [makeSignal('path', 'system', 'L2', `\`${path}\` is at the top of the file system`)] : [];
  }
  const grade =
    access === 'read'
      ? place.onRead
      : access === 'write'
        ? place.onWrite
        : (place.onUnknown ?? place.onWrite);
  return grade === 'L1' ? [] : [makeSignal('path', 'system', grade, `\`${path}\` belongs to the system`)];
}

function judgeKind(path: string, segments: readonly string[], facts: readonly SegmentFacts[]): Signal {
  const kind = fileKind(segments);
  const subject = subjectOf(facts, kind);
  if (subject !== undefined) {
    return makeSignal(
      'path',
      subject.subject,
      'L3',
      `\`${path}\` is about ${subject.subject} (\`${subject.word}\`)`,
    );
  }
  const grade: RiskGrade = kind === 'documentation' || kind === 'test' ? 'L1' : 'L2';
  return makeSignal('path', `kind-${kind}`, grade, `\`${path}\` is of kind ${kind}`);
}

function isWithin(path: string, directory: string): boolean {
  const base = isPlain(directory) ? directory : joinSegments('/', directory);
  return path === base || path.startsWith(base === '/' ? '/' : `${base}/`);
}

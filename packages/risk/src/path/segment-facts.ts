import { confusableSkeleton, isMixedScript } from './confusable-skeleton.ts';
import type { FileRule } from './families/file-rule.ts';
import { ENVIRONMENT_TEMPLATE, FILE_RULES, originalName } from './file-families.ts';
import { sensitiveSubject, type SubjectFound } from './sensitive-words.ts';
import { splitWords } from './split-words.ts';

/** What one segment of a path says by itself. */
export interface SegmentFacts {
  /** Lower case, look-alikes as ASCII, without the blanks and dots that some systems drop at the end of a name. */
  readonly folded: string;
  readonly isMixedScript: boolean;
  readonly subject: SubjectFound | undefined;
  readonly words: readonly string[];
  /** What it is as the name of a file. */
  readonly file: { readonly isTemplate: boolean; readonly rule: FileRule | undefined };
}

/** Trees repeat their names: what was found out about one is kept, for this many. */
const maxKept = 8_192;
const maxKeptLength = 128;
const kept = new Map<string, SegmentFacts>();

export function segmentFacts(segment: string): SegmentFacts {
  const known = kept.get(segment);
  if (known !== undefined) return known;
  const facts = examine(segment);
  if (segment.length <= maxKeptLength) {
    if (kept.size >= maxKept) kept.clear();
    kept.set(segment, facts);
  }
  return facts;
}

function examine(segment: string): SegmentFacts {
  const skeleton = confusableSkeleton(segment);
  const folded = skeleton.trim().replace(/(?<=[^.\s])[.\s]+$/, '') || skeleton;
  return {
    folded,
    isMixedScript: isMixedScript(segment),
    subject: sensitiveSubject(segment) ?? sensitiveSubject(folded),
    words: splitWords(segment.slice(0, 512)),
    file: {
      isTemplate: ENVIRONMENT_TEMPLATE.test(folded),
      rule: strictest([...rulesOfName(folded), ...rulesOfName(originalName(folded) ?? '')]),
    },
  };
}

function rulesOfName(name: string): readonly FileRule[] {
  if (name === '') return [];
  return FILE_RULES.filter(
    ({ names, pattern }) => names?.includes(name) === true || pattern?.test(name) === true,
  );
}

/** Of rules that hit, the one that counts: the first that always holds, or else the first. */
export function strictest(rules: readonly FileRule[]): FileRule | undefined {
  return rules.find(({ strictness }) => strictness === 'always') ?? rules[0];
}

/** Rules about segments in a row, by the first of them. */
const runs = Map.groupBy(
  FILE_RULES.filter(({ within }) => within !== undefined),
  ({ within }) => within?.[0],
);

/** The segment, or a copy of what it names. */
function isNamed(segment: string | undefined, name: string): boolean {
  return segment === name || (segment?.startsWith(name) === true && originalName(segment) === name);
}

/** Of the root of a machine; a project has folders so named as well. */
const OF_THE_SYSTEM: ReadonlySet<string | undefined> = new Set(['etc', 'var', 'run', 'lib']);

/** The rule for a path of folded segments whose last one has the facts `name`. */
export function matchRule(
  segments: readonly string[],
  name: SegmentFacts | undefined,
  isInWorkspace: boolean,
): FileRule | 'template' | undefined {
  if (name?.file.isTemplate === true) return 'template';
  const hits: FileRule[] = name?.file.rule === undefined ? [] : [name.file.rule];
  for (const [at, segment] of segments.entries()) {
    if (isInWorkspace && OF_THE_SYSTEM.has(segment)) continue;
    for (const rule of runs.get(segment) ?? []) {
      if (rule.within?.every((one, offset) => isNamed(segments[at + offset], one)) === true) hits.push(rule);
    }
  }
  return strictest(hits);
}

import type { FileKind } from './file-kind.ts';
import type { SegmentFacts } from './segment-facts.ts';
import { isEveryday, type SubjectFound } from './sensitive-words.ts';

/** What is looked at or listened to is never code about a subject. */
const SHOWN =
  /\.(?:css|scss|sass|less|styl|png|jpe?g|gif|svg|webp|avif|ico|bmp|tiff?|psd|ai|fig|sketch|woff2?|ttf|otf|eot|mp3|wav|ogg|flac|mp4|webm|mov|avi|mkv|glb|gltf|obj|fbx|geojson|topojson|kml|gpx|shp|srt|vtt|m3u8?)$/;
/** Letters and tables that people write: only what they say of credentials counts. */
const WRITTEN = /\.(?:pdf|docx?|odt|rtf|pptx?|odp|epub|ics)$/;

/** Plain text is as often a list of something as it is a document. */
const NOTE = /\.(?:txt|text)$/;

/**
 * What a path is about. In code any of its names may tell; a document is about what its name says and no more: it may
 * speak of passwords without being about them. Words that are everyday beside others of the path do not count.
 */
export function subjectOf(facts: readonly SegmentFacts[], kind: FileKind): SubjectFound | undefined {
  const name = facts.at(-1)?.folded ?? '';
  if (SHOWN.test(name)) return undefined;
  const words = new Set(facts.flatMap((segment) => segment.words));
  for (const { subject } of facts) {
    if (subject === undefined || isEveryday(subject.word, words)) continue;
    if (kind === 'documentation' && !subject.isWhole && !NOTE.test(name)) continue;
    if (WRITTEN.test(name) && subject.subject !== 'credentials') continue;
    return subject;
  }
  return undefined;
}

import type { CitationScore, CitationVerdict } from '@zoqore/risk';
import { excerpt } from './neutralise.ts';
import type { Screen, Tone } from './screen.ts';
import { table } from './table.ts';

const verdicts: Readonly<Record<CitationVerdict, readonly [tone: Tone, meaning: string]>> = {
  gold: ['good', 'may be relied on'],
  verify: ['warn', 'check it before it is relied on'],
  human: ['warn', 'a person decides'],
  insufficient: ['bad', 'not enough even for a person to go by: look for better sources'],
  reject: ['bad', 'do not rely on it'],
};

const causes: Readonly<Record<CitationScore['ignored'][number]['because'], string>> = {
  'named-before': 'named twice',
  'too-many-hops': 'too far away',
  'hops-unknown': 'its distance is no whole number',
  'not-a-source': 'neither a web address nor an identifier',
};

/** The verdict, the index, and what each source was worth. */
export function citationText(
  screen: Screen,
  { index, verdict, sources, ignored }: CitationScore,
): readonly string[] {
  const [tone, meaning] = verdicts[verdict];
  return [
    `${screen.paint(tone, verdict)}  index ${index}: ${meaning}`,
    '',
    ...table(
      screen,
      [{ title: 'TIER' }, { title: 'HOPS' }, { title: 'VALUE' }, { title: 'SOURCE', isFlexible: true }],
      [
        ...sources.map(({ source, tier, hops, value }) => [
          { text: tier },
          { text: String(hops) },
          { text: String(value) },
          { text: excerpt(source, 300) },
        ]),
        ...ignored.map(({ source, because }) => [
          { text: '–' },
          { text: '–' },
          { text: '–' },
          { text: `${excerpt(source, 300)} does not count: ${causes[because]}` },
        ]),
      ],
    ),
  ];
}

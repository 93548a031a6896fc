import type { RiskGrade } from '../../model.ts';
import { foldText } from './fold-text.ts';
import { LEXICONS, type Lexicon } from './lexicon.ts';

export interface Order {
  readonly finding: string;
  readonly grade: RiskGrade;
  /** The sentence, folded. */
  readonly said: string;
}

type Meaning = Exclude<keyof Lexicon, 'language' | 'script'>;

interface OrderRule {
  readonly finding: string;
  readonly meanings: readonly (Meaning | 'address')[];
  /** No order where the speaker means his own words. */
  readonly isOwn?: true;
}

/** Meanings that make an order when one sentence has them all, in whatever order its language puts them. */
const ORDERS: readonly OrderRule[] = [
  { finding: 'injection-override', meanings: ['override', 'orders', 'earlier'] },
  { finding: 'injection-override', meanings: ['override', 'told'], isOwn: true },
  { finding: 'injection-extract', meanings: ['show', 'prompt'] },
  { finding: 'injection-extract', meanings: ['send', 'secrets', 'address'] },
  { finding: 'injection-secrecy', meanings: ['hush', 'user'] },
  { finding: 'injection-role', meanings: ['role'] },
];

/** Where something may be sent, in any language. */
const ADDRESS =
  /https?:\/\/|[\w.+-]@[\w-]{1,64}\.|\b(?:to|at|via|into) (?:the )?(?:\w{1,20} ){0,3}(?:url|address|server|endpoint|webhook|bot|attacker|channel|issue|comment)\b/;
/** The speaker means what he said himself. */
const HIMSELF = /\b(?:i|we)(?:'ve| have| had)? (?:just )?(?:told|said|wrote|mentioned|taught|asked|sent)\b/;

interface Language {
  readonly language: string;
  readonly script: Lexicon['script'];
  /** A word without which nothing is ordered. */
  readonly anchor: RegExp;
  readonly meanings: ReadonlyMap<string, RegExp>;
}

const languages: readonly Language[] = LEXICONS.map(({ language, script, ...cells }) => {
  const compile = (source: string): RegExp => compileCell(source, script);
  const { override, show, send, hush, role } = cells;
  return {
    language,
    script,
    anchor: compile([override, show, send, hush, role].filter((one) => one !== undefined).join('|')),
    meanings: new Map(Object.entries(cells).map(([meaning, source]) => [meaning, compile(source)])),
  };
});

/** Folded Latin is ASCII, which is searched much faster. Where words are not set apart, a stem may follow any letter. */
function compileCell(source: string, script: Lexicon['script']): RegExp {
  const folded = foldSource(source);
  if (script === 'latin') return new RegExp(`(?<![a-z])(?:${folded.replaceAll('\\p{L}', '[a-z]')})`);
  const isSetApart = ['а', 'ا', 'ω'].some((letter) => script.test(letter));
  return new RegExp(`${isSetApart ? '(?<!\\p{L})' : ''}(?:${folded})`, 'u');
}

/** Text without any of these, or another script, orders nothing: most text is told so by one pass. */
const anyAnchor = new RegExp(
  languages
    .filter(({ script }) => script === 'latin')
    .map(({ anchor }) => anchor.source)
    .join('|'),
);
const OTHER_SCRIPT = /[\u0370-\u1fff\u3040-\ud7af]/;

/** Folds the words of a cell and leaves what is syntax of regular expressions. */
function foldSource(source: string): string {
  return source
    .split(/(\\p\{L\}|\\W)/)
    .map((part) => (part.startsWith('\\p') || part === '\\W' ? part : foldText(part)))
    .join('');
}

const MAX_SENTENCE = 200;
const OVERLAP = 80;

/** Orders that text gives to whoever reads it, in the languages of `lexicon.ts`, each finding once. */
export function findOrders(text: string): Order[] {
  const folded = foldText(text).replace(/[ \t]*\n[ \t]*(?![\n\-*#>|\d])/g, ' ');
  const found = new Map<string, Order>();
  if (!OTHER_SCRIPT.test(text) && !anyAnchor.test(folded)) return [];
  for (const { script, anchor, meanings } of languages) {
    if ((script !== 'latin' && !script.test(text)) || !anchor.test(folded)) continue;
    // What the whole text does not have no sentence of it has.
    const possible = ordersIn(folded, meanings, ORDERS).filter(({ finding }) => !found.has(finding));
    if (possible.length === 0) continue;
    for (const sentence of sentencesOf(folded)) {
      if (!anchor.test(sentence)) continue;
      for (const { finding } of ordersIn(sentence, meanings, possible)) {
        if (!found.has(finding)) found.set(finding, { finding, grade: 'L3', said: sentence.trim() });
      }
    }
  }
  return [...found.values()];
}

function ordersIn(
  text: string,
  meanings: ReadonlyMap<string, RegExp>,
  orders: readonly OrderRule[],
): OrderRule[] {
  const known = new Map<string, boolean>();
  const means = (meaning: string): boolean => {
    const before = known.get(meaning);
    if (before !== undefined) return before;
    const is =
      meaning === 'address'
        ? ADDRESS.test(text) || meanings.get('here')?.test(text) === true
        : meanings.get(meaning)?.test(text) === true;
    known.set(meaning, is);
    return is;
  };
  return orders.filter(
    (order) => order.meanings.every(means) && !(order.isOwn === true && HIMSELF.test(text)),
  );
}

/** Pieces of at most 320 characters, which overlap where no sentence ends. */
function* sentencesOf(text: string): Generator<string> {
  for (const whole of text.split(/(?<=[.!?;])\s+|[。！？\u0964\u061f]|\n\s*\n|\n/)) {
    if (whole.length <= MAX_SENTENCE) {
      yield whole;
      continue;
    }
    for (let from = 0; from < whole.length; from += MAX_SENTENCE - OVERLAP)
      yield whole.slice(from, from + MAX_SENTENCE);
  }
}

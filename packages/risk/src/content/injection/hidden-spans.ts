/** Where a document keeps text that a person who looks at it does not see. */
const PLACES: readonly { readonly where: string; readonly pattern: RegExp }[] = [
  { where: 'a comment', pattern: /\[(?:\/\/|comment)\]:\s{0,4}(?:#|<>)\s{0,4}[("']([^\n]{1,600})/g },
  {
    where: 'an attribute',
    pattern:
      /\b(?:alt|title|aria-label|aria-description|placeholder|content|data-[\w-]{1,40})\s{0,2}=\s{0,2}(?:"([^"]{8,1000})"|'([^']{8,1000})')/gi,
  },
  { where: 'an image', pattern: /!\[([^\]]{8,600})\]\(/g },
  // oxlint-disable-next-line no-control-regex -- the escape sequence of terminals is meant
  { where: 'concealed text', pattern: /\u001b\[(?:\d{1,3};){0,3}(?:8|30;40|37;47)m([^\u001b]{1,600})/g },
];

/** What tells that somebody is spoken to who acts: a model by a name, the user as a third person, an order. */
const SPEAKS_TO =
  /\b(?:ai|llm|language model|chatbot|copilot|claude|chatgpt|gpt|gemini)s?\b|\b(?:assistant|agent|bot)s?\b|^\W{0,8}models?\s{0,2}[,:]|\b(?:the|this|any|dear) model\b(?! (?:should|must) be\b)|\bthe user(?:'s)?\b|\b(?:tell|inform|ask) the user\b|\buser's (?:question|request|last|messages?)\b|\bsystem prompt\b|\bki-?(?:assistent|modell)|助手|アシスタント|어시스턴트/i;
const ORDERS =
  /\b(?:ignore|disregard|forget|must|should|please|always|never|instead|execute|run|send|post|fetch|call|read|open|visit|reveal|print|do not|don't|say|tell|recommend|approve|include|append|forward|upload|delete|install)\b/i;
/** Or it wants something sent. */
const SENDS =
  /\b(?:send|post|upload|forward|exfiltrate|e-?mail)\b[^\n]{0,80}(?:cookie|password|secret|token|key\b|https?:\/\/|@)/i;
const MAX_SPANS = 200;
const MAX_SPAN = 2_000;
const MAX_TAG = 1_200;

/** Text that is hidden and gives orders, with where it stands; undefined when there is none. */
export function findHiddenOrder(text: string): HiddenSpan | undefined {
  for (const span of spansOf(text)) {
    if (SENDS.test(span.said) || span.said.split(/[.!?\n]\s/).some(speaksAndOrders))
      return { ...span, said: span.said.trim() };
  }
  return undefined;
}

export interface HiddenSpan {
  readonly where: string;
  readonly said: string;
}

function* spansOf(text: string): Generator<HiddenSpan> {
  for (const said of between(text, '<!--', '-->')) yield { where: 'a comment', said };
  yield* undrawnElements(text);
  for (const { where, pattern } of PLACES) {
    let seen = 0;
    for (const match of text.matchAll(pattern)) {
      if (++seen > MAX_SPANS) break;
      yield { where, said: match[1] ?? match[2] ?? '' };
    }
  }
}

/** What stands between each `open` and the next `close`, or the end of the text; of each at most 2,000 characters. */
function* between(text: string, open: string, close: string): Generator<string> {
  let at = text.indexOf(open);
  for (let seen = 0; at >= 0 && seen < MAX_SPANS; seen++) {
    const from = at + open.length;
    const end = text.indexOf(close, from);
    yield text.slice(from, Math.min(end < 0 ? text.length : end, from + MAX_SPAN));
    if (end < 0) return;
    at = text.indexOf(open, end);
  }
}

const UNDRAWN =
  /\s(?:aria-)?hidden\b|display\s{0,2}:\s{0,2}none|visibility\s{0,2}:\s{0,2}hidden|font-size\s{0,2}:\s{0,2}[01](?:px|pt|em|rem|%)?\s{0,2}(?:[;"'>]|$)|opacity\s{0,2}:\s{0,2}0(?:\.0\d?)?\s{0,2}(?:[;"'>]|$)|(?:left|top|text-indent)\s{0,2}:\s{0,2}-\d{3,5}|color\s{0,2}:\s{0,2}(?:#f{3}(?:f{3})?|white|transparent|rgba\([^)]{1,30},\s{0,2}0\))|clip(?:-path)?\s{0,2}:|(?:height|width)\s{0,2}:\s{0,2}[01]px/i;

/** What stands in an element that its own attributes hide, up to the next tag. */
function* undrawnElements(text: string): Generator<HiddenSpan> {
  let at = text.indexOf('<');
  while (at >= 0) {
    const end = text.indexOf('>', at);
    if (end < 0) return;
    const next = text.indexOf('<', end);
    const isHidden =
      /[a-z]/i.test(text.charAt(at + 1)) && UNDRAWN.test(text.slice(at, Math.min(end, at + MAX_TAG)));
    if (isHidden) {
      const said = text.slice(end + 1, Math.min(next < 0 ? text.length : next, end + MAX_SPAN));
      yield { where: 'an element that is not drawn', said };
    }
    at = next;
  }
}

function speaksAndOrders(sentence: string): boolean {
  return SPEAKS_TO.test(sentence) && ORDERS.test(sentence);
}

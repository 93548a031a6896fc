/** Words of whoever writes about orders to models: a paper, a filter, a test. */
const SPEAKS_OF =
  /inject|jailbreak|attack|adversar|payload|red[- ]team|classif|detect|filter|sanitiz|moderat|phrase|sentences?|strings?|texts? (?:such|like)|such as|for example|e\.g\.|expect|assert|test|malicious|angriff|beispiel|exemple|ejemplo|攻击|攻撃/i;
const NEAR = 200;

/** Between marks that quote, fence or indent; within one paragraph, at most 300 characters (a fence 2,000). */
const QUOTED =
  /"[^"\n]{4,300}"|“[^”\n]{4,300}”|«[^»\n]{4,300}»|„[^“”\n]{4,300}[“”]|「[^」\n]{4,300}」|‘[^’\n]{4,300}’|(?<![\w'])'[^'\n]{4,300}'(?!\w)|```[^`]{4,2000}```|`[^`\n]{4,300}`|(?<=\n|^)>[^\n]{4,300}/g;

/**
 * The text with what it only quotes as an example blanked out: a quotation is one where the words around it speak of
 * attacks, filters or tests. An attacker may pretend to quote; then what a model obeys still stands outside.
 */
export function withoutQuotedMentions(text: string): string {
  if (!SPEAKS_OF.test(text)) return text;
  return text.replace(QUOTED, (quote: string, at: number) => {
    const around = `${text.slice(Math.max(0, at - NEAR), at)} ${text.slice(at + quote.length, at + quote.length + NEAR)}`;
    return SPEAKS_OF.test(around) ? ' '.repeat(quote.length) : quote;
  });
}

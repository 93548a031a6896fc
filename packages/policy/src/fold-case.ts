/**
 * In lower case, each letter by itself: the Greek sigma has one form here, because which of its two `toLowerCase` gives
 * depends on what stands beside it, and a pattern has other neighbours than the text that it is meant for.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower;
}

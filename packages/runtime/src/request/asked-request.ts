import type { Json } from '@zoqore/policy';
import { redactSecrets } from '@zoqore/risk';
import type { DecisionRequest } from './decision-request.ts';

/** What waits for a person, as the person is to see it: kept beside the ledger, where it can be erased. */
export interface AskedRequest {
  readonly content?: string;
  /** With the arguments of the tool. */
  readonly context?: Readonly<Record<string, Json>>;
  /** Nothing was cut off and no secret blanked. */
  readonly isWhole: boolean;
}

/** Of one text, UTF-16 code units. */
const maxText = 16_384;
/** Of everything together. */
const maxJson = 262_144;

/** The request with recognised secrets blanked and long texts cut, which they say themselves. */
export function askedRequest({ content, context }: DecisionRequest): AskedRequest {
  let isWhole = true;
  const show = (value: Json): Json => {
    if (typeof value === 'string') {
      const { text, count } = redactSecrets(value);
      const isCut = text.length > maxText;
      isWhole &&= count === 0 && !isCut;
      return isCut
        ? `${text.slice(0, maxText).toWellFormed()}… ${text.length - maxText} more characters`
        : text;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(show);
    return Object.fromEntries(Object.entries<Json>(value).map(([name, member]) => [name, show(member)]));
  };
  const shownContent = content === undefined ? {} : { content: show(content) as string };
  const shownContext = context === undefined ? {} : { context: show(context) as Record<string, Json> };
  const isTooLarge = JSON.stringify(shownContext).length > maxJson;
  return { ...shownContent, ...(isTooLarge ? {} : shownContext), isWhole: isWhole && !isTooLarge };
}

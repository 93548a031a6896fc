import { CST, Lexer } from 'yaml';

export const MAX_DEPTH = 32;
const MAX_TOKENS = 600_000;

/** Why a text is not worth parsing, and at which offset. */
export interface Refusal {
  readonly message: string;
  readonly offset: number;
}

/**
 * One pass over the tokens, so that a text made to be expensive is refused before it is parsed: deep nesting,
 * brackets and quotes that do not pair up, further documents, anchors, aliases and tags.
 */
export function screenYaml(text: string): Refusal | undefined {
  let offset = 0;
  let depth = 0;
  let indicators = 0;
  let count = 0;
  let documents = 0;
  let isAfterQuoted = false;
  let isScalarText = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (isScalarText) {
      isScalarText = false;
      offset += lexeme.length;
      continue;
    }
    const type = CST.tokenType(lexeme);
    if (type === 'scalar') isScalarText = true;
    if (type === 'flow-error-end') {
      return {
        message: 'what is in brackets must be closed, and indented more than what it stands in',
        offset,
      };
    }
    if (type === 'scalar' || type === 'doc-mode') continue;
    if (++count > MAX_TOKENS) return { message: `holds more than ${MAX_TOKENS} tokens`, offset };
    if (type === 'flow-seq-start' || type === 'flow-map-start') depth++;
    if (type === 'flow-seq-end' || type === 'flow-map-end') depth--;
    const isIndicator = type === 'seq-item-ind' || type === 'explicit-key-ind' || type === 'map-value-ind';
    if (isIndicator && depth === 0) indicators++;
    if (type === 'newline') indicators = 0;
    if (depth < 0) return { message: `\`${lexeme}\` closes what was never opened`, offset };
    if (depth > MAX_DEPTH || indicators > MAX_DEPTH) {
      return { message: `nested more than ${MAX_DEPTH} levels deep`, offset };
    }
    if (type === 'alias' || type === 'anchor') {
      return { message: 'anchors and aliases are not supported; write the value out', offset };
    }
    if (type === 'doc-start' && documents++ > 0) {
      return { message: 'expected one YAML document, found another one here', offset };
    }
    const isQuoted = type === 'double-quoted-scalar' || type === 'single-quoted-scalar';
    if (isQuoted && isAfterQuoted) return { message: 'a quoted text follows another one', offset };
    if (type !== 'space' && type !== 'newline' && type !== 'comment') isAfterQuoted = isQuoted;
    if (type === 'tag') return { message: 'tags are not supported; put text in quotes', offset };
    offset += lexeme.length;
  }
  return undefined;
}

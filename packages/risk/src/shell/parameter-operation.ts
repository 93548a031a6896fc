import type { ParameterExpansionPart } from 'unbash';

type Operation = NonNullable<ParameterExpansionPart['operation']>;

/** `${x:0:1}`, `${x%.txt}`, `${x/a/b}`, `${x,,}` of a value that is known; undefined when it cannot be told. */
export function applyOperation(operation: Operation, value: string): string | undefined {
  switch (operation.type) {
    case 'Slice': {
      const from = Number(operation.offset.text.trim());
      const length = operation.length === undefined ? value.length : Number(operation.length.text.trim());
      if (!Number.isInteger(from) || !Number.isInteger(length)) return undefined;
      const rest = value.slice(from < 0 ? Math.max(0, value.length + from) : from);
      return length < 0 ? rest.slice(0, length) : rest.slice(0, length);
    }
    case 'Remove': {
      const pattern = plainText(operation.operand.text);
      if (pattern === undefined) return undefined;
      if (operation.operator.startsWith('#'))
        return value.startsWith(pattern) ? value.slice(pattern.length) : value;
      return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) : value;
    }
    case 'Replace': {
      const pattern = plainText(operation.pattern.text);
      const replacement = plainText(operation.replacement.text) ?? '';
      if (pattern === undefined || pattern === '' || /[$`]/.test(operation.replacement.text))
        return undefined;
      return operation.operator === '//'
        ? value.replaceAll(pattern, () => replacement)
        : value.replace(pattern, () => replacement);
    }
    case 'CaseModification': {
      if (operation.operand !== undefined && operation.operand.text !== '') return undefined;
      const first = value.slice(0, 1);
      const rest = value.slice(1);
      if (operation.operator === '^^') return value.toUpperCase();
      if (operation.operator === ',,') return value.toLowerCase();
      return (operation.operator === '^' ? first.toUpperCase() : first.toLowerCase()) + rest;
    }
    case 'Default':
    case 'Transform':
    case 'Names':
    case 'Unknown':
    default:
      return undefined;
  }
}

/** A pattern that holds no wildcard, quotes taken off. */
function plainText(text: string): string | undefined {
  const plain = text.replace(/["'\\]/g, '');
  return /[*?[\]$`]/.test(plain) ? undefined : plain;
}

/** True when the condition in `tokens` holds for every row, as far as its words tell: `1 = 1`, `id > 0 or true`. */
export function isAlwaysTrue(tokens: readonly string[]): boolean {
  const words = tokens.map((token) => token.toLowerCase()).filter((token) => token !== '(' && token !== ')');
  const branches = split(words, 'or').concat(split(words, '||').slice(1));
  if (branches.some((branch) => split(branch, 'and').every(holds))) return true;
  // One of the two holds whatever the value is.
  const isNull = (no: boolean): Set<string> =>
    new Set(
      branches
        .filter((one) => one.includes('null') && one.includes('is') && one.includes('not') === no)
        .map((one) => one[0] ?? ''),
    );
  const absent = isNull(false);
  return [...isNull(true)].some((name) => absent.has(name));
}

function split(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

function holds(branch: readonly string[]): boolean {
  const [left, operator, right, ...rest] = branch;
  if (left === undefined) return false;
  if (operator === 'like' && right === "'%'") return true;
  if (left === 'exists' && branch.slice(1).join(' ') === 'select 1') return true;
  if (operator === undefined) return left === 'true' || /^[1-9]\d*$/.test(left);
  if (left === 'not') return operator === 'false' || operator === '0';
  if (rest.length > 0) return /^(?:id|\w+_id)$/.test(left) && branch.slice(1).join(' ') === 'is not null';
  if (right === undefined) return false;
  if (left === right)
    return operator === '=' || operator === '>=' || operator === '<=' || operator === 'like';
  const [a, b] = [Number(left), Number(right)];
  if (Number.isInteger(a) && Number.isInteger(b)) {
    return operator === '>' ? a > b : operator === '<' ? a < b : operator === '<>' || operator === '!=';
  }
  // Keys count from one.
  return /^(?:id|\w+_id)$/.test(left) && b === 0 && /^(?:>|>=|<>|!=)$/.test(operator);
}

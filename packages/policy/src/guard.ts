import { Environment } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import type { RE2JS } from 're2js';
import { compileTextPattern } from './text-pattern.ts';

/** A compiled `when`. */
export interface Guard {
  /** @throws Error when the expression cannot be evaluated or does not yield a boolean */
  holds(request: unknown): boolean;
}

/** Everything a condition may call: nothing that loops in a loop, and nothing that makes text grow. */
const callable = new Set(
  (
    'size has all exists exists_one filter map int double string bool timestamp duration dyn startsWith endsWith ' +
    'contains matches indexOf lastIndexOf substring lowerAscii upperAscii trim getFullYear getMonth getDate ' +
    'getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds getMilliseconds'
  ).split(' '),
);
const loops = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
const MAX_SEARCHED = 1_048_576;

const environment = new Environment({
  limits: { maxAstNodes: 500, maxDepth: 50, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
}).registerVariable('request', {
  schema: {
    actor: { id: 'string', kind: 'string', roles: 'list<string>', trustStage: 'string' },
    action: 'string',
    resource: 'map<string, dyn>',
    resources: 'list<map<string, dyn>>',
    tool: { server: 'string', name: 'string', arguments: 'map<string, dyn>' },
    content: 'string',
    labels: 'list<string>',
    session: 'string',
    context: 'map<string, dyn>',
    risk: 'string',
    now: 'google.protobuf.Timestamp',
  },
});

/**
 * Compiles and type-checks a CEL expression over `request`. `matches` takes a literal pattern and is RE2.
 * Loops do not nest, and only the functions that docs/policy.md lists exist, so the time to evaluate is
 * bounded by the size of the expression times that of the request.
 *
 * @throws SyntaxError saying what is wrong with the expression
 */
export function compileGuard(source: string): Guard {
  const patterns = new Map<string, RE2JS>();
  let searched = 0;
  const scoped = environment.clone().registerFunction(
    'string.re2(string): bool',
    (text: string, pattern: string): boolean => {
      searched += text.length;
      if (searched > MAX_SEARCHED) throw new RangeError('`matches` searched more than 1,048,576 characters');
      return patterns.get(pattern)?.test(text) ?? false;
    },
    { async: false },
  );
  const parsed = attempt(() => scoped.parse(source));
  restrict(parsed.ast, { inLoop: false, patterns });
  const check = parsed.check();
  if (!check.valid) throw new SyntaxError(`is not a CEL condition: ${reasonOf(check.error)}`);
  if (check.type !== 'bool' && check.type !== 'dyn') {
    throw new SyntaxError(`is a CEL expression of type ${check.type}, expected bool`);
  }
  return {
    holds(request) {
      searched = 0;
      const result: unknown = parsed({ request });
      if (typeof result !== 'boolean')
        throw new TypeError(`condition yields ${typeof result}, expected bool`);
      return result;
    },
  };
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new SyntaxError(`is not a CEL condition: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n', 1)[0] ?? message;
}

interface Scope {
  readonly inLoop: boolean;
  readonly patterns: Map<string, RE2JS>;
}

/** Refuses calls outside the closed list, and turns `text.matches(pattern)`, which would backtrack, into RE2. */
function restrict(node: ASTNode, scope: Scope): void {
  if (node.op === 'call') {
    const [name, args] = node.args;
    if (!callable.has(name) || name === 'matches') throw unknownFunction(name);
    for (const arg of args) restrict(arg, scope);
  } else if (node.op === 'rcall') {
    const [name, receiver, args] = node.args;
    if (!callable.has(name)) throw unknownFunction(name);
    if (loops.has(name) && scope.inLoop) throw new SyntaxError('is a CEL condition with a loop in a loop');
    restrict(receiver, scope);
    for (const arg of args) restrict(arg, loops.has(name) ? { ...scope, inLoop: true } : scope);
    if (name === 'matches') useRe2(node, args, scope.patterns);
  } else for (const child of childrenOf(node)) restrict(child, scope);
}

function useRe2(
  node: Extract<ASTNode, { op: 'rcall' }>,
  args: readonly ASTNode[],
  patterns: Map<string, RE2JS>,
): void {
  const [pattern] = args;
  if (args.length !== 1 || pattern?.op !== 'value' || typeof pattern.args !== 'string') {
    throw new SyntaxError('is a CEL condition whose `matches` has no literal pattern');
  }
  patterns.set(pattern.args, compileTextPattern(pattern.args));
  node.args[0] = 're2';
}

function unknownFunction(name: string): SyntaxError {
  return new SyntaxError(`is a CEL condition that calls \`${name}\`, which does not exist here`);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (isNode(node.args)) return [node.args];
  return Array.isArray(node.args) ? node.args.flat().filter(isNode) : [];
}

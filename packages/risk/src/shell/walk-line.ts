import {
  forEachChild,
  parse,
  type ArrayValue,
  type Assignment,
  type Command,
  type Redirection as Redirect,
  type SyntaxNode,
  type Word,
} from 'unbash';
import type { RiskGrade, Surroundings } from '../model.ts';
import { callsItself } from './calls-itself.ts';
import { printedText, staticOutput } from './printed-text.ts';
import { resolveText, resolveWord, type Scope } from './resolve-word.ts';
import type { Argument, Input, Redirection, Step } from './step.ts';
import { unwrapStep } from './unwrap-step.ts';

/** Variables by which a program is told to load, run or read something else than it says, by family. */
const CODE_VARIABLES =
  /^(?:PATH|IFS|CDPATH|ENV|BASH_ENV|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|PS[0-4]|LD_\w+|DYLD_\w+|GIT_\w+|SSH_(?:ASKPASS|COMMAND)|\w*PAGER|\w*EDITOR|VISUAL|BROWSER|\w*(?:PRELOAD|STARTUP|WRAPPER|LAUNCHER)|(?:NODE|PERL5?|RUBY|PYTHON|JAVA|JDK|GO|CARGO|DENO|BUN|PHP|LUA|GEM|MAVEN|GRADLE)_?(?:OPT|OPTS|OPTIONS|FLAGS|LIB|PATH|HOME|TOOL_OPTIONS)|RUSTFLAGS|MAKEFLAGS|CC|CXX|npm_config_\w+|PNPM_\w+|YARN_\w+|PIP_\w+|UV_\w+)$/i;

/** Everything that a command line may run, in the order of the text. */
export interface WalkedLine {
  readonly steps: readonly Step[];
  readonly programPaths: ReadonlySet<string>;
  readonly remarks: readonly Remark[];
  readonly isOpaque: boolean;
}

export interface Remark {
  readonly finding: string;
  readonly grade: RiskGrade;
  readonly what: string;
}

/** Twice what Linux takes as one argument of a program; longer lines are L3 unread. */
const MAX_LINE = 262_144;
const MAX_STEPS = 10_000;
/** How many characters may be parsed in all, nested command lines counted again at each level. */
const PARSE_BUDGET = 1_000_000;
const MAX_DEPTH = 24;
/** Longer words are taken as written: what stands inside them is read all the same. */
const MAX_WORD = 65_536;

/** What the words around a command say about it. */
export interface Place {
  readonly wrappers: readonly string[];
  readonly input: Input;
  readonly redirections: readonly Redirection[];
  readonly substituted: readonly Step[];
  readonly takesMore: boolean;
  readonly depth: number;
}

export interface Walk {
  readonly scope: Scope;
  readonly functions: Set<string>;
  /** Files written on this line, with the text that went in, where known. */
  readonly written: Map<string, string | undefined>;
  readonly programPaths: Set<string>;
  readonly steps: Step[];
  remark(finding: string, grade: RiskGrade, what: string, isOpaque?: boolean): void;
  /** Reads a nested command line; what it runs is added to the steps and returned. */
  line(text: string, place: Place): Step[];
}

export function walkLine(line: string, surroundings: Surroundings): WalkedLine {
  const remarks: Remark[] = [];
  const steps: Step[] = [];
  let isOpaque = false;
  let budget = PARSE_BUDGET;
  const remark: Walk['remark'] = (finding, grade, what, opaque = false) => {
    isOpaque ||= opaque;
    if (remarks.length < 256) remarks.push({ finding, grade, what });
  };
  /** False once the line costs more than any honest one: from then on it is not read. */
  const afford = (cost: number): boolean => {
    if (budget < 0) return false;
    budget -= cost;
    if (budget < 0)
      remark('too-complex', 'L3', 'the line is too long or too deeply nested to read whole', true);
    return budget >= 0;
  };
  const scope: Scope = {
    variables: new Map([
      ['HOME', surroundings.home],
      ['PWD', surroundings.cwd ?? surroundings.workspace],
      ['IFS', ' '],
      ['TMPDIR', '/tmp'],
    ]),
    substitute: (part) => staticOutput(part, scope),
  };
  const walk: Walk = {
    scope,
    functions: new Set(),
    written: new Map(),
    programPaths: new Set(),
    steps,
    remark,
    line: (text, place) => {
      if (place.depth > MAX_DEPTH) {
        remark('too-complex', 'L3', 'command lines nested more than 24 deep', true);
        return [];
      }
      if (!afford(text.length + 1 + expansionCost(text))) return [];
      const script = parse(text);
      const error = script.errors?.[0];
      if (error !== undefined) remark('parse-error', 'L2', `shell syntax: ${error.message}`, true);
      return visit(script, place);
    },
  };

  function visit(node: SyntaxNode, place: Place): Step[] {
    if (budget < 0) return [];
    if (place.depth > 300 || steps.length > MAX_STEPS) {
      remark('too-complex', 'L3', 'more commands than can be judged', true);
      return [];
    }
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the other nodes only hold children
    switch (node.type) {
      case 'Command':
        return visitCommand(node, place);
      case 'Pipeline': {
        let previous: Step[] = [];
        const all: Step[] = [];
        for (const [at, command] of node.commands.entries()) {
          const input = at === 0 ? place.input : pipeInput(previous);
          previous = visit(command, { ...place, input });
          all.push(...previous);
        }
        return all;
      }
      case 'Redirected': {
        const { redirections, input, substituted } = readRedirects(node.redirects, place);
        const inner = { ...place, input, redirections: [...place.redirections, ...redirections] };
        return [...substituted, ...visit(node.command, inner)];
      }
      case 'Function':
        walk.functions.add(node.name.value);
        if (callsItself(node))
          remark(
            'fork-bomb',
            'L3',
            `function \`${node.name.value}\` calls itself through a pipe or in the background`,
          );
        return visit(node.body, place);
      case 'For':
      case 'Select': {
        const values = node.wordlist?.flatMap((word) => resolveWord(word, scope)) ?? [];
        const first = values[0];
        scope.variables.set(
          node.name.value,
          values.length === 1 && first?.isKnown === true ? first.text : undefined,
        );
        const nested = node.wordlist?.flatMap((word) => visitParts(word, place)) ?? [];
        // Each value in turn, so that `for p in / /etc; do rm -rf $p` is judged for every one.
        const known = values.filter(({ isKnown }) => isKnown).slice(0, 8);
        if (known.length < 2) return [...nested, ...visit(node.body, { ...place, depth: place.depth + 1 })];
        // Loops in loops multiply: what they cost is what stops them.
        const bodies = known.flatMap(({ text }) => {
          if (!afford(node.end - node.pos + 64)) return [];
          scope.variables.set(node.name.value, text);
          return visit(node.body, { ...place, depth: place.depth + 1 });
        });
        return [...nested, ...bodies];
      }
      case 'Script': {
        if (node.errors !== undefined && node.errors.length > 0 && place.depth > 0) {
          remark('parse-error', 'L2', `shell syntax: ${node.errors[0]?.message ?? 'unreadable'}`, true);
        }
        return visitChildren(node, place);
      }
      default:
        return visitChildren(node, place);
    }
  }

  function visitChildren(node: SyntaxNode, place: Place): Step[] {
    const found: Step[] = [];
    const inner = { ...place, depth: place.depth + 1 };
    forEachChild(node, (child) => {
      if (child.type === 'Word') found.push(...visitParts(child, inner));
      else found.push(...visit(child, inner));
    });
    return found;
  }

  /** Command and process substitutions anywhere below a word. */
  function visitParts(node: SyntaxNode, place: Place): Step[] {
    if (node.type === 'Word' && node.parts === undefined) return [];
    if (!afford('text' in node ? node.text.length : 1)) return [];
    const found: Step[] = [];
    const inner: Place = { ...place, input: { sources: [] }, redirections: [], depth: place.depth + 1 };
    if (place.depth > 300) return [];
    forEachChild(node, (child) => {
      if (child.type === 'Script') found.push(...visit(child, inner));
      else if (!LEAF.has(child.type)) found.push(...visitParts(child, inner));
    });
    return found;
  }

  function visitCommand(node: Command, place: Place): Step[] {
    const substituted: Step[] = [];
    const words: Word[] = node.name === undefined ? [] : [node.name];
    for (const one of node.prefix)
      if (one.type === 'Assignment') substituted.push(...visitAssignment(one, place));
    const redirected = readRedirects(node.redirects, place);
    const args: Argument[] = node.name === undefined ? [] : resolveAll(node.name);
    const isDeclaring = /^(?:alias|export|declare|typeset|local|readonly)$/.test(args[0]?.text ?? '');
    for (const one of node.suffix) {
      if (one.type === 'Assignment') {
        const isAlias = args[0]?.text === 'alias';
        if (isDeclaring) substituted.push(...visitAssignment(one, place, isAlias));
        else substituted.push(...visitParts(one, place));
        const value = assignedText(one);
        args.push({ text: `${one.name}=${value.text}`, isKnown: value.isKnown });
      } else if (one.type === 'Word') {
        words.push(one);
        args.push(...resolveAll(one));
      }
    }
    for (const word of words) substituted.push(...visitParts(word, place));
    const inner: Place = {
      ...place,
      input: redirected.input,
      redirections: [...place.redirections, ...redirected.redirections],
      substituted: [...substituted, ...redirected.substituted],
    };
    return [...inner.substituted, ...unwrapStep(args, inner, walk)];
  }

  function resolveAll(word: Word): Argument[] {
    return budget < 0 || word.text.length > MAX_WORD ? [asWritten(word)] : resolveWord(word, scope);
  }

  function textOf(word: Word): Argument {
    return budget < 0 || word.text.length > MAX_WORD ? asWritten(word) : resolveText(word, scope);
  }

  function assignedText(assignment: Assignment): Argument {
    return assignment.value.type === 'Word' ? textOf(assignment.value) : arrayText(assignment.value);
  }

  function arrayText(value: ArrayValue): Argument {
    const all = value.elements.map((element) => textOf(element));
    return { text: all.map(({ text }) => text).join(' '), isKnown: all.every(({ isKnown }) => isKnown) };
  }

  function visitAssignment(assignment: Assignment, place: Place, isAlias = false): Step[] {
    const found = visitParts(assignment, place);
    const value = assignedText(assignment);
    const earlier = assignment.append === true ? (scope.variables.get(assignment.name) ?? '') : '';
    scope.variables.set(assignment.name, value.isKnown ? earlier + value.text : undefined);
    if (
      /^HISTFILE$|^HIST(?:FILE)?SIZE$|^HISTCONTROL$/.test(assignment.name) &&
      /^(?:|0|\/dev\/null|ignore(?:space|both))$/.test(value.text)
    ) {
      remark('history-tampering', 'L3', `\`${assignment.name}\` switches the command history off`);
    }
    if (CODE_VARIABLES.test(assignment.name)) {
      remark('code-injection', 'L3', `\`${assignment.name}\` makes programs run other code`);
    }
    const runs =
      isAlias || /^(?:PROMPT_COMMAND|GIT_SSH_COMMAND|PAGER|EDITOR|GIT_EXTERNAL_DIFF)$/.test(assignment.name);
    return runs ? [...found, ...walk.line(value.text, { ...place, depth: place.depth + 1 })] : found;
  }

  function readRedirects(
    redirects: readonly Redirect[],
    place: Place,
  ): { redirections: Redirection[]; input: Input; substituted: Step[] } {
    const redirections: Redirection[] = [];
    const substituted: Step[] = [];
    let { input } = place;
    for (const redirect of redirects) {
      if (redirect.type === 'HereDoc') {
        const nested = visitParts(redirect.body, place);
        substituted.push(...nested);
        input = { text: redirect.body.text, sources: nested };
        continue;
      }
      if (redirect.target === undefined) continue;
      const nested = visitParts(redirect.target, place);
      substituted.push(...nested);
      const target = textOf(redirect.target);
      if (redirect.type === 'HereString') {
        input = { ...(target.isKnown ? { text: target.text } : {}), sources: nested };
        continue;
      }
      if (/^[<>]&$/.test(redirect.operator) && /^(?:\d+-?|-)$/.test(target.text)) continue;
      const access = redirect.operator.startsWith('<') && redirect.operator !== '<>' ? 'read' : 'write';
      redirections.push({ target, access, appends: redirect.operator.includes('>>') });
      if (access === 'read') input = { sources: nested };
    }
    return { redirections, input, substituted };
  }

  if (line.length > MAX_LINE) remark('too-complex', 'L3', `${line.length} characters`, true);
  else
    walk.line(line, {
      wrappers: [],
      input: { sources: [] },
      redirections: [],
      substituted: [],
      takesMore: false,
      depth: 0,
    });
  return { steps, programPaths: walk.programPaths, remarks, isOpaque };
}

const LEAF: ReadonlySet<string> = new Set([
  'Literal',
  'SingleQuoted',
  'AnsiCQuoted',
  'SimpleExpansion',
  'Glob',
  'HereDocDelimiter',
]);

/** The text that a pipe carries when the step before it only prints what it was told. */
function pipeInput(sources: readonly Step[]): Input {
  const last = sources.at(-1);
  const text = sources.length === 1 && last !== undefined ? printedText(last.program, last.args) : undefined;
  return { ...(text === undefined ? {} : { text }), sources };
}

/** The parser reads an unclosed `${` to the end of the text once for each level that it is nested. */
function expansionCost(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = text.indexOf('${'); at >= 0 && deepest < 256; at = text.indexOf('${', at + 2)) {
    depth = text.indexOf('}', at) < 0 ? depth + 1 : 0;
    deepest = Math.max(deepest, depth);
  }
  return deepest < 8 ? 0 : (deepest * text.length) / 16;
}

function asWritten(word: Word): Argument {
  return { text: word.text, isKnown: false };
}

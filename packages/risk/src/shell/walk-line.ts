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
import { quote, usesItsWords, whileUndefined } from './calls.ts';
import { carriedBy, noteCarrier, type Carriers } from './carriers.ts';
import { judgeLoop } from './endless-loop.ts';
import { expansionCost } from './expansion-cost.ts';
import { setPositional } from './positional.ts';
import { printedText, staticOutput } from './printed-text.ts';
import { resolveText, resolveWord, type Scope } from './resolve-word.ts';
import { judgeVariable } from './rules/code-variables.ts';
import { isPlainVariable } from './rules/plain-variables.ts';
import { namesSet, valueGiven } from './names-set.ts';
import type { Argument, Input, Redirection, Step } from './step.ts';
import { emit, unwrapStep } from './unwrap-step.ts';

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
const MAX_STEPS = 2_048;
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
  /** Functions and aliases defined on this line: what a call with these arguments runs. */
  readonly functions: Map<string, Call>;
  readonly aliases: Map<string, Call>;
  /** How many function bodies stand around what is read. */
  functionDepth: number;
  /** Variables that hold what an encoder made of something of this machine, with the steps that made it. */
  readonly carriers: Carriers;
  /** Programs that this line copied or linked to another name. */
  readonly renamed: Map<string, string>;
  /** Files written on this line, with the text that went in, where known. */
  readonly written: Map<string, string | undefined>;
  readonly programPaths: Set<string>;
  readonly steps: Step[];
  remark(finding: string, grade: RiskGrade, what: string, isOpaque?: boolean): void;
  /** Reads a nested command line; what it runs is added to the steps and returned. */
  line(text: string, place: Place): Step[];
  /** Takes the wrappers off a command given as words, likewise. */
  command(args: readonly Argument[], place: Place): Step[];
  /** Adds one step as it stands. */
  emit(program: string, args: readonly Argument[], place: Place): Step[];
}

export type Call = (args: readonly Argument[], place: Place) => Step[];

export function walkLine(line: string, surroundings: Surroundings): WalkedLine {
  const remarks: Remark[] = [];
  const steps: Step[] = [];
  let isOpaque = false;
  let budget = PARSE_BUDGET;
  const remark: Walk['remark'] = (finding, grade, what, opaque = false) => {
    isOpaque ||= opaque;
    // Harmless ones must not crowd out the grave one that comes last.
    if (remarks.length < (grade === 'L3' ? 512 : 256)) remarks.push({ finding, grade, what });
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
      ['SHELL', '/bin/bash'],
    ]),
    substitute: (part) => staticOutput(part, scope),
  };
  const walk: Walk = {
    scope,
    functions: new Map(),
    aliases: new Map(),
    functionDepth: 0,
    renamed: new Map(),
    carriers: new Map(),
    written: new Map(),
    programPaths: new Set(),
    steps,
    remark,
    command: (args, place) => unwrapStep(args, place, walk),
    emit: (program, args, place) => emit(program, args, place, walk),
    line: (text, place) => {
      if (place.depth > MAX_DEPTH) {
        remark('too-complex', 'L3', 'command lines nested more than 24 deep', true);
        return [];
      }
      if (!afford(text.length + 1 + expansionCost(text))) return [];
      const script = parse(text);
      const found = visit(script, place);
      const error = script.errors?.[0];
      if (error !== undefined) remark('parse-error', 'L3', `shell syntax: ${error.message}`, true);
      return found;
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
          // Only the first of a pipeline gets the words that a wrapper adds.
          previous = visit(command, { ...place, input, takesMore: place.takesMore && at === 0 });
          all.push(...previous);
        }
        return all;
      }
      case 'Redirected': {
        const { redirections, input, substituted } = readRedirects(node.redirects, place);
        const inner = { ...place, input, redirections: [...place.redirections, ...redirections] };
        return [...substituted, ...visit(node.command, inner)];
      }
      case 'Function': {
        const takesWords = usesItsWords(node.body);
        walk.functions.set(node.name.value, (args, at) =>
          whileUndefined(walk.functions, node.name.value, () => {
            // Without arguments that matter the body has been read where it stands.
            if (!takesWords || !afford(node.end - node.pos + 64)) return [];
            const undo = setPositional(args, scope);
            const found = visit(node.body, { ...at, depth: at.depth + 1 });
            undo();
            return found;
          }),
        );
        if (callsItself(node))
          remark(
            'fork-bomb',
            'L3',
            `function \`${node.name.value}\` calls itself through a pipe or in the background`,
          );
        walk.functionDepth++;
        const body = visit(node.body, { ...place, depth: place.depth + 1 });
        walk.functionDepth--;
        return body;
      }
      case 'Subshell': {
        const directory = scope.variables.get('PWD');
        const inner = visitChildren(node, place);
        scope.variables.set('PWD', directory);
        return inner;
      }
      case 'While':
      case 'ArithmeticFor':
        remarkLoop(node);
        return visitChildren(node, place);
      case 'For':
      case 'Select': {
        remarkLoop(node);
        const values = node.wordlist?.flatMap((word) => resolveWord(word, scope)) ?? [];
        const first = values[0];
        noteSetting(node.name.value);
        scope.variables.set(
          node.name.value,
          values.length === 1 && first?.isKnown === true ? first.text : undefined,
        );
        const nested = node.wordlist?.flatMap((word) => visitParts(word, place)) ?? [];
        noteCarrier(walk.carriers, node.name.value, nested);
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
        const found = visitChildren(node, place);
        if (node.errors !== undefined && node.errors.length > 0 && place.depth > 0)
          remark('parse-error', 'L3', `shell syntax: ${node.errors[0]?.message ?? 'unreadable'}`, true);
        return found;
      }
      default:
        return visitChildren(node, place);
    }
  }

  function remarkLoop(node: SyntaxNode): void {
    const loop = judgeLoop(node);
    if (loop !== undefined)
      remark(
        'exhaustion',
        'L3',
        loop === 'spawns' ? 'a loop starts processes without end' : 'a loop turns without end',
      );
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
    // `${PATH:=.}` sets it where it was not set.
    if (node.type === 'ParameterExpansion' && /^:?=$/.test(node.operation?.operator ?? ''))
      noteSetting(node.parameter);
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
      substituted: [...substituted, ...redirected.substituted, ...carriedBy(walk.carriers, args)],
    };
    for (const name of namesSet(args)) noteSetting(name, valueGiven(args, name));
    if (args[0]?.text === 'read')
      for (const { text } of args.slice(1)) noteCarrier(walk.carriers, text, inner.input.sources);
    return [...substituted, ...redirected.substituted, ...unwrapStep(args, inner, walk)];
  }

  function noteSetting(name: string, value?: string): void {
    if (!isPlainVariable(name, value))
      remark('variable', 'L3', `sets \`${name.slice(0, 80)}\`, which programs may obey`);
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
    noteCarrier(walk.carriers, assignment.name, found);
    scope.variables.set(assignment.name, value.isKnown ? earlier + value.text : undefined);
    if (
      /^HISTFILE$|^HIST(?:FILE)?SIZE$|^HISTCONTROL$/.test(assignment.name) &&
      /^(?:|0|\/dev\/null|ignore(?:space|both))$/.test(value.text)
    ) {
      remark('history-tampering', 'L3', `\`${assignment.name}\` switches the command history off`);
    }
    if (isAlias && value.isKnown)
      walk.aliases.set(assignment.name, (args, at) =>
        whileUndefined(walk.aliases, assignment.name, () =>
          walk.line([value.text, ...args.map(quote)].join(' '), at),
        ),
      );
    if (!isAlias) noteSetting(assignment.name, assignment.append === true ? undefined : value.text);
    const use = judgeVariable(assignment.name, value.text);
    if (use !== undefined)
      remark(use.finding, 'L3', `\`${assignment.name}\` makes programs run or trust something else`);
    const runs = isAlias || use?.isCommand === true;
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
        if (redirect.closing === undefined)
          remark(
            'parse-error',
            'L3',
            `the here-document has no end \`${redirect.delimiter?.value ?? ''}\``,
            true,
          );
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

function asWritten(word: Word): Argument {
  return { text: word.text, isKnown: false };
}

import { timeWindow } from '../conditions/time.ts';
import { foldCase } from '../fold-case.ts';
import { holdsWhenUnknown } from '../condition.ts';
import type { Action, Effect, Obligation } from '../model.ts';
import { asksMarks } from '../label-readers.ts';
import { compileNameGlob } from '../name-glob.ts';
import type { PathBase } from '../path-glob.ts';
import { compilePathGlob, compilePathPrefix, pathSegments } from '../path-glob.ts';
import type { Mark, Match, Rule } from '../policy-set.ts';
import { PROTECTION_ID } from '../protection.ts';
import { compileTokenGlob } from '../token-glob.ts';
import type { Wildcard } from '../wildcard.ts';
import { literalWildcard } from '../wildcard.ts';
import type { Automaton } from './automaton.ts';
import type { Facets } from './facets.ts';
import { anySituation, facetsOf, knownFor, meet, ofKind } from './facets.ts';
import { fieldSet } from './field-values.ts';
import * as languages from './languages.ts';
import type { Atom, Literal } from './literal.ts';
import { literalKey } from './literal.ts';

/** The requests, resource by resource, that a rule is about: all literals hold in one of the situations. */
export interface Region {
  readonly facets: Facets;
  readonly literals: readonly Literal[];
}

/** A rule as a set of requests and what it says about them. A built-in rule is several of these. */
export interface RuleRegion extends Region {
  readonly id: string;
  readonly effect: Effect;
  readonly obligations: readonly Obligation[];
  readonly requires: readonly string[];
  /** The same text for the same id, region and answer. */
  readonly key: string;
}

/** Makes regions of rules. Equal conditions of different rules, or of different sets, become the same atom. */
export interface RegionReader {
  /** `marks` are those of the set that the rule stands in. */
  ofRule(rule: Rule, marks: readonly Mark[]): RuleRegion;
  ofProtection(paths: readonly string[]): readonly RuleRegion[];
}

export function createRegionReader(base: PathBase): RegionReader {
  const atoms = new Map<string, Atom>();
  const atom = (
    part: string,
    source: unknown,
    make: (named: { key: string; part: string }) => Atom,
  ): Atom => {
    const name = JSON.stringify([part, source]);
    const before = atoms.get(name);
    if (before !== undefined) return before;
    const key = `${part}#${atoms.size}`;
    let made: Atom;
    try {
      made = make({ key, part });
    } catch (cause) {
      // What is too large or too odd to be told exactly is opaque, whichever rule it stands in.
      if (!(cause instanceof RangeError)) throw cause;
      made = { key, part: key, type: 'opaque', holdsOnError: false };
    }
    atoms.set(name, made);
    return made;
  };
  const word = (part: string, source: unknown, language: () => Automaton, holdsWhenAbsent = false): Atom =>
    atom(part, [source, holdsWhenAbsent], (named) => ({
      ...named,
      type: 'word',
      language: language(),
      holdsWhenAbsent,
    }));
  const names = (part: string, patterns: readonly string[]): Atom =>
    word(part, patterns, () => languages.namesLanguage(wildcardsOf(patterns)));
  const paths = (globs: readonly string[], as: 'glob' | 'prefix', ignoreCase: boolean): Atom =>
    word('path', [as, globs, ignoreCase], () =>
      languages.pathsLanguage(
        globs.flatMap((glob) =>
          as === 'glob'
            ? compilePathGlob(glob, base, { ignoreCase })
            : [compilePathPrefix(glob, base, { ignoreCase })],
        ),
        { ignoreCase },
      ),
    );

  const actorLiterals = ({ id, kind, role }: NonNullable<Match['actor']>): Literal[] => [
    ...(id === undefined ? [] : [yes(names('actor.id', id))]),
    ...(kind === undefined ? [] : [yes(names('actor.kind', kind))]),
    ...(role === undefined
      ? []
      : [
          yes(
            atom('actor.role', role, (named) => ({
              ...named,
              type: 'some',
              language: languages.namesLanguage(wildcardsOf(role)),
            })),
          ),
        ]),
  ];
  const toolLiterals = (match: NonNullable<Match['tool']>, effect: Effect): Literal[] => {
    const quantifier = effect === 'allow' ? 'every' : 'some';
    return [
      ...(match.server === undefined ? [] : [yes(names('tool.server', match.server))]),
      ...(match.name === undefined ? [] : [yes(names('tool.name', match.name))]),
      ...Object.entries(match.arguments ?? {}).map(([field, test]) =>
        yes(
          atom(`tool.arguments.${field}`, [test, quantifier], (named) => ({
            ...named,
            type: 'field',
            set: fieldSet(test),
            quantifier,
          })),
        ),
      ),
    ];
  };
  const labelLiterals = ({ any, all, none }: NonNullable<Match['labels']>): Literal[] => {
    const labels = (list: readonly string[], quantifier: 'any' | 'all'): Atom =>
      atom('labels', [list, quantifier], (named) => ({ ...named, type: 'labels', labels: list, quantifier }));
    return [
      ...(any === undefined ? [] : [yes(labels(any, 'any'))]),
      ...(all === undefined ? [] : [yes(labels(all, 'all'))]),
      ...(none === undefined ? [] : [no(labels(none, 'any'))]),
    ];
  };
  const pathLiterals = ({ prefix, glob, not, ignoreCase = false }: NonNullable<Match['path']>): Literal[] => [
    ...(prefix === undefined ? [] : [yes(paths(prefix, 'prefix', ignoreCase))]),
    ...(glob === undefined ? [] : [yes(paths(glob, 'glob', ignoreCase))]),
    ...(not === undefined ? [] : [no(paths(not, 'glob', ignoreCase))]),
  ];
  const urlLiterals = (match: NonNullable<Match['url']>, effect: Effect): Literal[] => {
    const { scheme, host, port, method, path } = match;
    return [
      ...(scheme === undefined
        ? []
        : [yes(word('url.scheme', scheme, () => languages.textsLanguage(scheme)))]),
      ...(host === undefined ? [] : [yes(word('url.host', host, () => languages.hostsLanguage(host)))]),
      ...(port === undefined
        ? []
        : [yes(atom('url.port', port, (named) => ({ ...named, type: 'port', ports: port })))]),
      ...(method === undefined
        ? []
        : [yes(word('url.method', method, () => languages.textsLanguage(method), holdsWhenUnknown(effect)))]),
      ...(path === undefined ? [] : [yes(word('url.path', path, () => languages.urlPathsLanguage(path)))]),
    ];
  };
  const shellLiterals = (match: NonNullable<Match['shell']>, effect: Effect): Literal[] => {
    const { program, argv, without, only } = match;
    const byBaseName = effect !== 'allow';
    return [
      ...(program === undefined
        ? []
        : [
            yes(
              word('shell.program', [program, byBaseName], () =>
                languages.programsLanguage(wildcardsOf(program), { byBaseName }),
              ),
            ),
          ]),
      ...(argv === undefined
        ? []
        : [
            yes(
              word('shell.argv', ['argv', argv], () =>
                languages.argumentsLanguage(argv.map(compileTokenGlob)),
              ),
            ),
          ]),
      ...(without === undefined
        ? []
        : [
            no(
              word('shell.argv', ['without', without], () =>
                languages.someArgumentLanguage(wildcardsOf(without)),
              ),
            ),
          ]),
      ...(only === undefined
        ? []
        : [
            yes(word('shell.argv', ['only', only], () => languages.everyArgumentLanguage(wildcardsOf(only)))),
          ]),
    ];
  };
  /** The same source is the same outcome, but an error helps only rules that make the answer stricter. */
  const opaque = (part: string, source: unknown, effect: Effect): Literal => {
    const holdsOnError = effect !== 'allow';
    return yes(
      atom(`${part} ${JSON.stringify(source)}`, holdsOnError, (named) => ({
        ...named,
        type: 'opaque',
        holdsOnError,
      })),
    );
  };
  const contentLiterals = (match: NonNullable<Match['content']>, effect: Effect): Literal[] => {
    const { contains, pattern } = match;
    return [
      ...(contains === undefined
        ? []
        : [yes(word('content', contains, () => languages.containsLanguage(contains)))]),
      ...(pattern === undefined ? [] : [opaque('content.pattern', pattern, effect)]),
    ];
  };

  return {
    ofRule(rule, marks) {
      const { id, effect, match, when, obligations = [], requires = [] } = rule;
      const facets = facetsOf(rule);
      const literals = [
        ...(match.actor === undefined ? [] : actorLiterals(match.actor)),
        ...(match.tool === undefined ? [] : toolLiterals(match.tool, effect)),
        ...(match.labels === undefined ? [] : labelLiterals(match.labels)),
        // What a request would give its session is asked of the marks, whose matches are not of this rule.
        ...(asksMarks(match)
          ? [opaque('labels.given', [match.labels?.gives, match.labels?.completes, marks], effect)]
          : []),
        ...(match.path === undefined ? [] : pathLiterals(match.path)),
        ...(match.url === undefined ? [] : urlLiterals(match.url, effect)),
        ...(match.shell === undefined ? [] : shellLiterals(match.shell, effect)),
        ...(match.time === undefined ? [] : [yes(weekAtom(atom, match.time))]),
        ...(match.content === undefined ? [] : contentLiterals(match.content, effect)),
        ...(when === undefined ? [] : [opaque('when', when, effect)]),
      ];
      const key = JSON.stringify([id, effect, facets, literals.map(literalKey), obligations, requires]);
      return { id, effect, facets, literals, obligations, requires, key };
    },
    ofProtection(protectedPaths) {
      if (protectedPaths.length === 0) return [];
      const region = (facets: Facets, literal: Literal): RuleRegion => ({
        id: PROTECTION_ID,
        effect: 'deny',
        facets,
        literals: [literal],
        obligations: [],
        requires: [],
        key: JSON.stringify([PROTECTION_ID, facets, literalKey(literal)]),
      });
      const guarded = protectedPaths.map((path) => pathSegments(foldCase(path)) ?? []);
      const exactly = (segments: readonly string[]): readonly Wildcard[] => segments.map(literalWildcard);
      const changes: readonly Action[] = ['write', 'admin'];
      return [
        region(
          ofKind('path'),
          yes(
            word('path', ['protected', protectedPaths], () =>
              languages.pathsLanguage(
                guarded.map((segments) => [...exactly(segments), 'any-depth']),
                { ignoreCase: true },
              ),
            ),
          ),
        ),
        region(
          meet(ofKind('path'), knownFor(changes)),
          yes(
            word('path', ['above', protectedPaths], () =>
              languages.pathsLanguage(
                guarded.flatMap((segments) => segments.map((_, at) => exactly(segments.slice(0, at)))),
                { ignoreCase: true },
              ),
            ),
          ),
        ),
        region(ofKind('command', 'url'), opaque('protected', protectedPaths, 'deny')),
      ];
    },
  };
}

export const everything: Region = { facets: anySituation, literals: [] };

function weekAtom(
  atom: (part: string, source: unknown, make: (named: { key: string; part: string }) => Atom) => Atom,
  time: NonNullable<Match['time']>,
): Atom {
  const { zone = 'UTC', ...window } = time;
  // What the clocks of different zones show is taken as unrelated: more than can be, never less.
  return atom(`time ${zone}`, window, (named) => {
    const isOpen = timeWindow(time);
    let bits = '';
    for (let at = 7 * 1_440 - 1; at >= 0; at--)
      bits += isOpen(Math.floor(at / 1_440), at % 1_440) ? '1' : '0';
    return { ...named, type: 'week', minutes: BigInt(`0b${bits}`) };
  });
}

function wildcardsOf(patterns: readonly string[]): readonly Wildcard[] {
  return patterns.flatMap(compileNameGlob);
}

function yes(atom: Atom): Literal {
  return { atom, holds: true };
}

function no(atom: Atom): Literal {
  return { atom, holds: false };
}

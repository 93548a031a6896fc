import type { PathAccess } from '../model.ts';
import { PROGRAMS, type FileUse } from './known-programs.ts';
import { sedPaths } from './rules/editing-rules.ts';
import type { Step } from './step.ts';

/** A word that names a file, and how sure that is. */
export interface NamedPath {
  readonly path: string;
  readonly access: PathAccess;
  /** `file`: the program takes files here. `name`: it is named, not opened. `maybe`: it only looks like a path. */
  readonly certainty: 'file' | 'name' | 'maybe';
}

const LOOKS_LIKE_PATH =
  /^(?:\/|~|\.\.?(?:\/|$)|\$(?:HOME|\{HOME\})(?:\/|$)|file:)|^[^\s:=]*\/[^\s]*$|^\.[\w.-]+$|^[\w.-]+\.(?:pem|key|p12|pfx|env|kdbx|jks|tfstate)$/;

/** The files that a step names, by what is known of its program. */
export function stepPaths(step: Step, isAsking: boolean): NamedPath[] {
  const found: NamedPath[] = [];
  for (const { target, access } of step.redirections) {
    if (!target.text.startsWith('/dev/fd/63')) found.push({ path: target.text, access, certainty: 'file' });
  }
  for (const { path, access } of step.codePaths) found.push({ path, access, certainty: 'file' });
  if (/^g?sed$/.test(step.program))
    for (const { path, access } of sedPaths(step.argv)) found.push({ path, access, certainty: 'file' });
  // What is only tried touches nothing.
  const access = isAsking ? 'read' : undefined;
  for (const one of namedByProgram(step))
    found.push({
      ...one,
      path: one.path.includes('[') ? withoutClasses(one.path) : one.path,
      access: access ?? one.access,
    });
  return found;
}

/** `/etc/shado[w]`: a class of one character is that character. */
const withoutClasses = (path: string): string => path.replace(/\[([^\]!^])\]/g, '$1');

function namedByProgram(step: Step): NamedPath[] {
  const found: NamedPath[] = [];
  const knowledge = PROGRAMS.get(step.program);
  if (step.program === 'dd') {
    for (const word of step.argv) {
      const match = /^(if|of)=([\s\S]+)$/.exec(word);
      if (match?.[2] !== undefined)
        found.push({ path: match[2], access: match[1] === 'of' ? 'write' : 'read', certainty: 'file' });
    }
    return found;
  }
  if (knowledge === undefined || knowledge.use === 'none') {
    if (
      !/^(?:echo|printf|:|true|false|logger|say|export|declare|typeset|local|readonly|set|alias)$/.test(
        step.program,
      )
    )
      found.push(...likelyPaths(step));
    return found;
  }
  const { operands, options } = splitWords(
    step.argv,
    knowledge.valued ?? '',
    knowledge.skipOptions ?? '',
    knowledge.pairs ?? '',
  );
  const files = operands
    .slice(options.stands ? 0 : (knowledge.skip ?? 0))
    .filter((word) => !/^(?:-|\]|&&|=|==|!=|!)$/.test(word));
  const isEdit =
    /^(?:sed|gsed|perl|yq)$/.test(step.program) &&
    step.argv.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word));
  for (const [at, path] of files.entries()) {
    const isLast = at === files.length - 1 && files.length > 1;
    const access: PathAccess =
      // What a link is made to can be written through it.
      isEdit || step.program === 'ln' || knowledge.use === 'write' || (knowledge.use === 'move' && !isLast)
        ? 'write'
        : knowledge.use === 'copy' || knowledge.use === 'move'
          ? isLast && !options.hasTarget
            ? 'write'
            : 'read'
          : 'read';
    if (/^(?:scp|rsync)$/.test(step.program) && /^[\w.@-]+:/.test(path)) continue;
    found.push({ path, access, certainty: certaintyOf(step.program, knowledge.use) });
  }
  for (const value of options.values)
    found.push({ path: value, access: options.hasTarget ? 'write' : 'unknown', certainty: 'maybe' });
  return found;
}

/** `chmod` and its like change what may be done with a file and not what is in it. */
function certaintyOf(program: string, use: FileUse): NamedPath['certainty'] {
  if (use === 'list') return 'name';
  return /^(?:chmod|chown|chgrp)$/.test(program) ? 'maybe' : 'file';
}

function splitWords(
  argv: readonly string[],
  valuedText: string,
  skipText: string,
  pairText: string,
): { operands: string[]; options: { stands: boolean; hasTarget: boolean; values: string[] } } {
  const valued = new Set(valuedText.split(' '));
  const stand = new Set(skipText.split(' '));
  const pairs = new Set(pairText.split(' ').filter((name) => name !== ''));
  const operands: string[] = [];
  const options = { stands: false, hasTarget: false, values: [] as string[] };
  let isOver = false;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (isOver || !/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    if (word === '--') {
      isOver = true;
      continue;
    }
    const long = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(word);
    const name = long?.[1] ?? word.charAt(word.length - 1);
    if (pairs.has(name)) {
      at += 2;
      continue;
    }
    const value =
      long?.[2] ?? (long === null && word.length > 2 && /[/~]/.test(word) ? word.slice(2) : undefined);
    if (stand.has(name)) options.stands = true;
    if (name === 't' && long === null && word.length === 2 && !valued.has('t')) {
      options.hasTarget = true;
      options.values.push(argv[++at] ?? '');
    } else if (long?.[1] === 'target-directory') {
      options.hasTarget = true;
      options.values.push(long[2] ?? argv[++at] ?? '');
    } else if (value !== undefined) {
      if (LOOKS_LIKE_PATH.test(value)) options.values.push(value);
    } else if (valued.has(name) && name !== '') {
      at++;
    }
  }
  return { operands, options };
}

/** Words of other programs that look like paths, after `=`, `@` and option letters too. */
function likelyPaths(step: Step): NamedPath[] {
  const found: NamedPath[] = [];
  for (const word of step.argv) {
    if (word.length > 4096 || /^[a-z][a-z0-9+.-]*:\/\/(?!\/)/i.test(word) || /\s/.test(word)) continue;
    const value =
      /^(?:--?[\w-]+=@?|@|-[A-Za-z](?=[/~])|[\w-]+=@?)([\s\S]+)$/.exec(word)?.[1] ??
      (word.startsWith('-') ? '' : word);
    for (const part of value.split(/[:,;](?!\/\/)/).slice(0, 8)) {
      if (LOOKS_LIKE_PATH.test(part))
        found.push({ path: part.replace(/^@|[<>]$/g, ''), access: 'unknown', certainty: 'maybe' });
    }
  }
  return found;
}

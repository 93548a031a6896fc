import { readSedScript } from '../code/sed-script.ts';
import { showStep, type Rule } from '../step.ts';

/** Where an archive must not be unpacked. */
const SYSTEM_TARGET =
  /^(?:\/|\/(?:etc|usr|bin|sbin|lib|lib64|boot|root|var|opt|dev|proc|sys|home)(?:\/.*)?|~\/?|\$HOME\/?)$/;

const sed: Rule = (step, report) => {
  const isInPlace = step.argv.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word));
  for (const script of sedScripts(step.argv)) {
    const { runs, empties } = readSedScript(script);
    if (runs.length > 0) report('opaque-code', 'L3', `${showStep(step)} runs \`${runs[0] ?? ''}\``);
    if (empties && isInPlace) report('overwrite', 'L3', showStep(step));
  }
};

const archive: Rule = (step, report) => {
  const { program, argv } = step;
  const unpacks =
    program.startsWith('un') ||
    argv.some(
      (word, at) =>
        /^-?[a-zA-Z]*x[a-zA-Z]*$|^--(?:extract|get)$/.test(word) && (at === 0 || word.startsWith('-')),
    );
  const target =
    argv.find((_, at) => /^(?:-[a-zA-Z]*[Cd]|--directory|--cd)$/.test(argv[at - 1] ?? '')) ??
    argv.map((word) => /^(?:--directory=|-[Co])(\/.*)$/.exec(word)?.[1]).find((word) => word !== undefined);
  const isSystem =
    target !== undefined && SYSTEM_TARGET.test(target) && !/^\/(?:var\/tmp|home\/[^/]+\/.+)/.test(target);
  if (isSystem && (unpacks || program === 'cpio'))
    report('overwrite', 'L3', `${showStep(step)} unpacks over ${target}`);
  if (unpacks && argv.some((word) => /^(?:-P|--absolute-names|--absolute-paths)$/.test(word)))
    report('overwrite', 'L3', showStep(step));
};

const pager: Rule = (step, report) => {
  if (step.argv.some((word) => /^\+\S*!/.test(word))) report('opaque-code', 'L3', showStep(step));
};

/** Files on the search path of programs: the next `ls` is whatever stands there. */
const place: Rule = (step, report) => {
  if (/^(?:~|\/home\/[^/]+|\$HOME)\/(?:\.local\/bin|bin|\.bin)(?:\/|$)/.test(step.argv.at(-1) ?? ''))
    report('persistence', 'L3', showStep(step));
};

const table = (names: string, rule: Rule): [string, Rule][] => names.split(' ').map((name) => [name, rule]);

/** Editors and archivers that do more than their name says. */
export const EDITING_RULES: ReadonlyMap<string, Rule> = new Map([
  ...table('sed gsed', sed),
  ...table('tar gtar bsdtar unzip 7z 7za cpio unrar', archive),
  ...table('less more', pager),
  ...table('cp mv ln install tee', place),
]);

function sedScripts(argv: readonly string[]): string[] {
  const scripts = argv.flatMap((word, at) => {
    if (/^(?:-[a-zA-Z]*e|--expression)$/.test(word)) return [argv[at + 1] ?? ''];
    const inline = /^--expression=([\s\S]*)$/.exec(word)?.[1];
    return inline === undefined ? [] : [inline];
  });
  if (scripts.length > 0) return scripts;
  const first = argv.find(
    (word, at) => !word.startsWith('-') && !/^(?:-f|--file|-l)$/.test(argv[at - 1] ?? ''),
  );
  return first === undefined ? [] : [first];
}

/** Files that a sed script reads and writes by itself. */
export function sedPaths(argv: readonly string[]): { path: string; access: 'read' | 'write' }[] {
  return sedScripts(argv).flatMap((script) => {
    const { writes, reads } = readSedScript(script);
    return [
      ...writes.map((path) => ({ path, access: 'write' as const })),
      ...reads.map((path) => ({ path, access: 'read' as const })),
    ];
  });
}

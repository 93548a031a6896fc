import { showStep, type Rule, type Step } from '../step.ts';

const GIGABYTE = 1024 ** 3;
const UNIT: Readonly<Record<string, number>> = {
  '': 1,
  K: 1024,
  M: 1024 ** 2,
  G: GIGABYTE,
  T: 1024 * GIGABYTE,
};
const LARGE = 20 * GIGABYTE;
const CROWD = 1000;
/** What gives bytes without end. */
const ENDLESS = /^\/dev\/(?:zero|urandom|random|full)$/;

/** Bytes in `10G`, `512MiB`; 0 when it is no size. */
function sizeOf(text: string): number {
  const match = /^[+<>/%-]?(\d{1,15})\s?([KMGTPE]?)(?:i?B)?$/i.exec(text);
  return match === null
    ? 0
    : Number(match[1]) * (UNIT[(match[2] ?? '').toUpperCase()] ?? Number.MAX_SAFE_INTEGER);
}

const readsEndless = ({ argv, redirections }: Step): boolean =>
  argv.some((word) => ENDLESS.test(word)) ||
  redirections.some(({ access, target }) => access === 'read' && ENDLESS.test(target.text));

const writesFile = ({ redirections }: Step): boolean =>
  redirections.some(
    ({ access, target }) => access === 'write' && !/^\/dev\/(?:std(?:out|err)|fd\/)/.test(target.text),
  );

const yes: Rule = (step, report) => {
  if (writesFile(step)) report('exhaustion', 'L3', showStep(step));
};

const copy: Rule = (step, report) => {
  if (readsEndless(step) && writesFile(step)) report('exhaustion', 'L3', showStep(step));
};

const tee: Rule = (step, report) => {
  if (step.input.sources.some(({ program }) => program === 'yes')) report('exhaustion', 'L3', showStep(step));
};

/** A load generator that is turned on somebody else's machine. */
const flood: Rule = (step, report) => {
  const isForeign = step.argv.some(
    (word) =>
      /^(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+(?:[:/]|$)/.test(word) &&
      !/^(?:https?:\/\/)?(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.)/.test(word) &&
      !/\.(?:js|ts|lua|py|txt|json|ya?ml|csv)$/.test(word),
  );
  if (isForeign) report('exhaustion', 'L3', showStep(step));
};

const dd: Rule = (step, report) => {
  const value = (name: string): string | undefined =>
    step.argv.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  if (!ENDLESS.test(value('if') ?? '') || value('of') === undefined || value('of') === '/dev/null') return;
  const count = value('count');
  if (count === undefined || sizeOf(count) * sizeOf(value('bs') ?? '512') > LARGE)
    report('exhaustion', 'L3', showStep(step));
};

const allocate: Rule = (step, report) => {
  const sizes = step.argv.map((word) => sizeOf(word.replace(/^(?:-[a-z]|--[a-z]+=)(?=\d)/, '')));
  const isLarge = sizes.some((size) => size > LARGE);
  if (isLarge && (step.program !== 'head' || readsEndless(step))) report('exhaustion', 'L3', showStep(step));
};

/** `seq 1000000 | xargs -P0 sleep 1000`: processes by the thousand. */
const crowd: Rule = (step, report) => {
  const source = step.input.sources.find(
    ({ program, argv }) => program === 'seq' && Number(argv.at(-1)) >= CROWD,
  );
  if (source !== undefined && step.takesMore)
    report('exhaustion', 'L3', `${showStep(step)} once for each line of ${showStep(source)}`);
};

const table = (names: string, rule: Rule): [string, Rule][] => names.split(' ').map((name) => [name, rule]);

/** Disks and memory that are filled. Loops without end are found in the syntax tree (endless-loop.ts). */
export const EXHAUSTION_RULES: ReadonlyMap<string, Rule> = new Map([
  ['yes', yes],
  ...table('cat tr base64 gzip od xxd hexdump', copy),
  ['tee', tee],
  ...table('ab wrk wrk2 hey siege bombardier oha autocannon', flood),
  ['dd', dd],
  ...table('fallocate truncate mkfile head', allocate),
  ...table('sleep sh bash', crowd),
]);

import { isReadOnlyProgram } from './known-programs.ts';
import { DEFENCE_WORDS } from './rules/defence-words.ts';
import { DELETION_RULES } from './rules/deletion-rules.ts';
import { EDITING_RULES } from './rules/editing-rules.ts';
import { judgeEmptying } from './rules/emptying-rules.ts';
import { ENVIRONMENT_RULES } from './rules/environment-rules.ts';
import { EXHAUSTION_RULES } from './rules/exhaustion-rules.ts';
import { GIT_RULES } from './rules/git-rules.ts';
import { GOVERNANCE_RULES, ZOQORE } from './rules/governance-rules.ts';
import { DESTRUCTION_WORDS } from './rules/destruction-words.ts';
import { FOOTHOLD_WORDS } from './rules/foothold-words.ts';
import { LEAK_WORDS } from './rules/leak-words.ts';
import { judgeSockets, NETWORK_RULES } from './rules/network-rules.ts';
import { PACKAGE_RULES, tasks } from './rules/package-rules.ts';
import { SECRET_WORDS } from './rules/secret-words.ts';
import { judgeSequence, type Sequence } from './rules/sequence-rules.ts';
import { SERVICE_RULES } from './rules/service-rules.ts';
import { SYSTEM_RULES } from './rules/system-rules.ts';
import { judgeUnseen } from './rules/unseen-arguments.ts';
import { matchWords } from './rules/word-rule.ts';
import { showStep, type Report, type Rule, type Step } from './step.ts';
import { WRAPPERS } from './wrappers.ts';

const WORD_TABLES = [SECRET_WORDS, DEFENCE_WORDS, FOOTHOLD_WORDS, LEAK_WORDS, DESTRUCTION_WORDS];
const RULE_TABLES = [
  DELETION_RULES,
  GIT_RULES,
  SYSTEM_RULES,
  NETWORK_RULES,
  PACKAGE_RULES,
  SERVICE_RULES,
  GOVERNANCE_RULES,
  EDITING_RULES,
  ENVIRONMENT_RULES,
  EXHAUSTION_RULES,
];
/** Every rule of a program, from all tables. */
const RULES_OF = mergeRules();
const HOLDS_ZOQORE: ReadonlySet<string> = new Set(
  'unset export systemctl service launchctl docker podman kill rm mv'.split(' '),
);

function mergeRules(): ReadonlyMap<string, readonly Rule[]> {
  const merged = new Map<string, Rule[]>();
  for (const table of RULE_TABLES)
    for (const [program, rule] of table) merged.set(program, [...(merged.get(program) ?? []), rule]);
  return merged;
}

/** Judges one step by every table and by what came before it on the line. */
export function judgeStep(step: Step, isAsking: boolean, sequence: Sequence, report: Report): void {
  let severe = 0;
  const note: Report = (finding, grade, what) => {
    if (grade === 'L3') severe++;
    report(finding, grade, what);
  };
  if (!isAsking) {
    for (const rule of RULES_OF.get(step.program) ?? []) rule(step, note);
    for (const table of WORD_TABLES) {
      const finding = matchWords(table, step);
      if (finding !== undefined) note(finding, 'L3', showStep(step));
    }
    if (step.program.startsWith('mkfs')) note('disk', 'L3', showStep(step));
    tasks(step, note);
  }
  judgeEmptying(step, note);
  judgeUnseen(step, report);
  judgeSockets(step, note);
  judgeSequence(step, sequence, note);
  if (HOLDS_ZOQORE.has(step.program) && step.argv.some((word) => ZOQORE.test(word)) && !isAsking)
    note('governance', 'L3', showStep(step));
  if (step.program === 'find' && argvEnumerates(step.argv)) note('reconnaissance', 'L3', showStep(step));
  const elevating = [step.program, ...step.wrappers].find((name) => WRAPPERS.get(name)?.elevates === true);
  if (elevating !== undefined)
    report(
      'privilege-escalation',
      isRoutine(step, elevating, severe, isAsking) ? 'L2' : 'L3',
      `through ${elevating}: ${showStep(step)}`,
    );
}

/** Looking, restarting a service and installing from the distribution are what `sudo` is for every day. */
function isRoutine(step: Step, elevating: string, severe: number, isAsking: boolean): boolean {
  // `sudo -l`, `sudo -v`, `sudo -k`.
  if (step.program === elevating)
    return (
      step.argv.length > 0 &&
      step.argv.every((word) =>
        /^-[lvkKnV]+$|^--(?:list|validate|version|help|non-interactive|reset-timestamp)$/.test(word),
      )
    );
  if (!/^(?:sudo|doas)$/.test(elevating) || severe > 0) return false;
  if (
    step.wrappers.some(
      (name) => name !== elevating && name !== 'env' && name !== 'time' && name !== 'timeout',
    )
  )
    return false;
  return (
    isAsking ||
    (onlyReads(step) && !/^(?:less|more|man|view|vi|awk|gawk|mawk|nawk|sed|find|tee)$/.test(step.program)) ||
    /^(?:apt|apt-get|dnf|yum|zypper|apk|pacman|systemctl|service|journalctl|dmesg|ss|lsof|nginx|docker|blkid|fdisk|ufw|iptables|nft|dpkg|rpm|snap|certbot|updatedb|ldconfig|dmidecode|smartctl|hdparm|ethtool|iotop|nethogs|sync)$/.test(
      step.program,
    )
  );
}

/** `find / -perm -4000`: a search for programs by which to become root. */
function argvEnumerates(argv: readonly string[]): boolean {
  const at = argv.indexOf('-perm');
  return (
    at > 0 &&
    /^[-/]?(?:[ug]=s|[ug]\+s|[246]000|[246][0-7]{3})$/.test(argv[at + 1] ?? '') &&
    /^\/(?:usr|bin|sbin)?\/?$/.test(argv[0] ?? '')
  );
}

/** The step changes nothing, itself and where its output goes. */
export function onlyReads(step: Step): boolean {
  return (
    isReadOnlyProgram(step.program) &&
    step.redirections.every(
      ({ access, target }) => access === 'read' || /^\/dev\/(?:null|stdout|stderr)$/.test(target.text),
    )
  );
}

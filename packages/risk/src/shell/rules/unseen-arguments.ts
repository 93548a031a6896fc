import { PROGRAMS } from '../known-programs.ts';
import { showStep, type Argument, type Rule } from '../step.ts';
import { WRAPPERS } from '../wrappers.ts';

/** Values of the shell that are numbers or names of people or machines, and so no files that matter. */
const NO_FILE =
  /\$(?:(?:USER|LOGNAME|HOSTNAME|UID|EUID|RANDOM|SECONDS|LINENO|EPOCHSECONDS)\b|\{(?:USER|LOGNAME|HOSTNAME|UID|EUID|RANDOM|SECONDS|LINENO|EPOCHSECONDS)\}|[?#!$]|\(\([^()]*\)\))/g;

/**
 * `ls -a | xargs cat`, `cat $(…)`: files are read or written, and the text does not tell which. What `find -exec` adds lies
 * in the folders that `find` is told.
 */
export const judgeUnseen: Rule = (step, report) => {
  const use = PROGRAMS.get(step.program)?.use;
  if (use === undefined || use === 'none' || use === 'list') return;
  // `grep -l` tells names and no contents.
  if (step.program === 'grep' && step.argv.some((text) => /^-[a-z]*[lLcq]$/.test(text))) return;
  const isFed = step.wrappers.some((name) => WRAPPERS.get(name)?.takesMore === true);
  // What is deleted must stand there to be read.
  const isMade = /^(?:rm|rmdir)$/.test(step.program) && step.substituted.length > 0;
  if (isFed || isMade || step.args.some(isUnseen)) report('unseen-arguments', 'L3', showStep(step));
};

function isUnseen({ text, isKnown }: Argument): boolean {
  return !isKnown && /[$`]/.test(text.replace(NO_FILE, ''));
}

import { isSecretVariable } from '../code/judge-code.ts';
import { showStep, type Rule } from '../step.ts';

/** `echo $GITHUB_TOKEN`, `printenv AWS_SECRET_ACCESS_KEY`. */
const print: Rule = (step, report) => {
  for (const { text } of step.args) {
    const name = /^\$?\{?([A-Z][A-Z0-9_]{2,})\}?$/.exec(text)?.[1];
    if (name !== undefined && (step.program === 'printenv' || text.startsWith('$')) && isSecretVariable(name))
      report('credential-read', 'L3', showStep(step));
  }
};

const search: Rule = (step, report) => {
  const { argv, input } = step;
  // `env | grep -i token`: whoever looks for secrets among the variables wants to see them.
  const lists = input.sources.some(
    (source) =>
      /^(?:env|printenv|set|export|declare|compgen)$/.test(source.program) &&
      source.argv.every((word) => /^-[px]$/.test(word)),
  );
  if (lists && argv.some((word) => SECRET_WORD.test(word)))
    report('credential-read', 'L3', `${showStep(step)} in the environment`);
  // Old commits are searched for secrets by those who want to use them.
  const isOfHistory = input.sources.some(
    ({ program, argv: words }) =>
      program === 'git' && words.some((word) => /^(?:-p|--patch|--all|-S.*|-G.*)$/.test(word)),
  );
  if (isOfHistory && argv.some((word) => SECRET_WORD.test(word)))
    report('credential-read', 'L3', `${showStep(step)} in the history`);
  // Searching everything for what keys look like.
  if (argv.some((word) => WIDE.test(word)) && argv.some((word) => SECRET_SHAPE.test(word)))
    report('credential-read', 'L3', showStep(step));
};

const WIDE = /^(?:\/|~\/?|\/home\S*|\/etc\/?|\/root\S*|\/var\/?|\/Users\S*|\$HOME|\.\.\/\.\.\S*)$/;
const SECRET_WORD = /token|secret|passw|credential|api.?key|(?:^|[^a-z])key(?:$|[^a-z])|aws|_pat\b/i;
const SECRET_SHAPE =
  /AKIA|BEGIN (?:\w+ )?PRIVATE|passw|secret|api.?key|token|credential|gh[ps]_|xox[bp]|id_(?:rsa|dsa|ecdsa|ed25519)|\.(?:pem|p12|pfx|kdbx|ovpn|keystore|jks)$|wallet|\.env\b|\.aws|\.netrc|_history/i;

const table = (names: string, rule: Rule): [string, Rule][] => names.split(' ').map((name) => [name, rule]);

/** Secrets that stand in the environment or are searched for. */
export const ENVIRONMENT_RULES: ReadonlyMap<string, Rule> = new Map([
  ...table('echo printf printenv', print),
  ...table('grep egrep fgrep zgrep rg ripgrep ag ack awk sed find fd', search),
]);

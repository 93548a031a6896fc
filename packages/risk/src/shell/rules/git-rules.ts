import { readOptions } from '../read-options.ts';
import { showStep, type Rule } from '../step.ts';

/** Configuration keys whose value git runs or sends credentials to. */
const RUNS_CODE =
  /^(?:core\.(?:hookspath|sshcommand|fsmonitor|editor|pager|askpass|gitproxy)|alias\.|credential\.|filter\.|diff\..*command|merge\..*driver|url\.|http\.(?:proxy|sslverify)|protocol\.|include|uploadpack\.|receive\.|gpg\.program|sequence\.editor|remote\..*\.(?:uploadpack|receivepack|proxy))/i;

/** `core.pager=cat`: what only shows or edits is no injection. */
function injects(setting: string): boolean {
  const [key = '', value = ''] = setting.split(/=(.*)/s);
  if (/^core\.(?:editor|pager)$|^sequence\.editor$|^pager\./i.test(key))
    return !/^(?:|cat|less|true|:|vim?|nvim|nano|code(?: --wait)?|less -\w+|delta|bat)$/.test(value);
  if (/^alias\./i.test(key)) return /^\s*["']?!/.test(value);
  if (/^credential\./i.test(key))
    return !/^(?:|cache(?: --timeout=\d+)?|osxkeychain|manager(?:-core)?|libsecret|wincred|gh|\w+@\S+)$/.test(
      value,
    );
  return RUNS_CODE.test(key);
}

const OWN_BRANCH =
  /^(?!(?:main|master|trunk|develop|development|production|prod|staging|release\S*|HEAD|gh-pages)$)[\w./-]+$/;

const git: Rule = (step, report) => {
  let at = 0;
  const { argv } = step;
  while (at < argv.length && argv[at]?.startsWith('-') === true) {
    const option = argv[at];
    if (option === '-c' && injects(argv[at + 1] ?? '')) report('code-injection', 'L3', showStep(step));
    at += option === '-c' || option === '-C' || option === '--git-dir' || option === '--work-tree' ? 2 : 1;
  }
  const verb = argv[at] ?? '';
  const rest = argv.slice(at + 1);
  const options = readOptions(rest, 'm message C e exclude');
  const [noun = ''] = options.operands;
  const destroys = (): void => report('git-destruction', 'L3', showStep(step));
  switch (verb) {
    case 'push': {
      const refs = options.operands;
      const forces =
        options.has('f', 'force', 'mirror', 'prune', 'd', 'delete') ||
        // With a lease, a branch of one's own that is named may be pushed again; a shared one may not.
        (options.has('force-with-lease', 'force-if-includes') &&
          !(refs.length === 2 && OWN_BRANCH.test(refs[1] ?? ''))) ||
        refs.some((ref) => /^[+:]/.test(ref));
      if (forces) destroys();
      else report('git-remote', 'L2', showStep(step));
      if (/^(?:https?|ssh|git|ext|file):|@/.test(options.value('repo') ?? noun))
        report('exfiltration', 'L3', showStep(step));
      return;
    }
    case 'reset':
      if (options.has('hard', 'merge', 'keep')) destroys();
      return;
    case 'clean':
      if (!options.has('n', 'dry-run')) destroys();
      return;
    case 'branch':
      if (options.has('D') || (options.has('d', 'delete') && options.has('f', 'force'))) destroys();
      return;
    case 'checkout':
    case 'restore':
    case 'switch':
      if (
        options.operands.some((word) => /^(?:\.|\*|:\/|\.\/)$/.test(word)) &&
        !(options.has('staged') && !options.has('worktree'))
      )
        destroys();
      // `checkout -- file`, `restore file`: what was changed there and not committed is lost.
      if (
        (verb === 'checkout' && rest[0] === '--') ||
        (verb === 'restore' && !options.has('staged', 'S') && options.operands.length > 0)
      )
        destroys();
      if (options.has('f', 'force', 'discard-changes')) destroys();
      return;
    case 'stash':
    case 'reflog':
      if (/^(?:drop|clear|expire|delete)$/.test(noun)) destroys();
      return;
    case 'submodule':
      if (noun === 'deinit' && options.has('f', 'force')) destroys();
      return;
    case 'filter-branch':
    case 'filter-repo':
    case 'replace':
      return destroys();
    case 'gc':
    case 'prune':
      if (verb === 'prune' || options.has('prune', 'aggressive'))
        report(
          'git-destruction',
          options.value('prune') === 'now' || verb === 'prune' ? 'L3' : 'L2',
          showStep(step),
        );
      return;
    case 'update-ref':
      if (options.has('d', 'delete', 'stdin')) destroys();
      return;
    case 'worktree':
      if (noun === 'remove' && options.has('f', 'force')) destroys();
      return;
    case 'rm':
      if (options.has('r') && options.operands.some((word) => /^(?:\.|\*|\/)$/.test(word))) destroys();
      return;
    case 'remote':
      if (/^(?:set-url|add)$/.test(noun)) report('git-remote', 'L2', showStep(step));
      return;
    case 'config': {
      const key = options.operands.find((word) => RUNS_CODE.test(word));
      const value = options.operands[options.operands.indexOf(key ?? '') + 1] ?? '';
      if (
        key !== undefined &&
        !options.has('get', 'l', 'list', 'get-all', 'get-regexp', 'unset') &&
        injects(`${key}=${value}`)
      )
        report('code-injection', 'L3', showStep(step));
      return;
    }
    case 'credential':
    case 'credential-store':
    case 'credential-manager':
      return report('credential-read', 'L3', showStep(step));
    case 'daemon':
    case 'instaweb':
      return report('exposure', 'L3', showStep(step));
    default:
  }
};

const forge: Rule = (step, report) => {
  const [noun = '', verb = ''] = readOptions(step.argv, 'R repo X method').operands;
  const line = `${noun} ${verb}`;
  const method = readOptions(step.argv, 'X method').value('X', 'method') ?? 'GET';
  if (
    /^(?:repo|release|secret|variable|ssh-key|gpg-key|gist|run|cache|label|project|codespace|org) (?:delete|remove|delete-asset)|^repo (?:archive|rename|transfer)/.test(
      line,
    )
  )
    report('remote-destruction', 'L3', showStep(step));
  else if (
    /^auth (?:token|refresh|login|setup-git)|^(?:secret|ssh-key|gpg-key|deploy-key|variable) (?:set|add)/.test(
      line,
    )
  )
    report('credential-read', 'L3', showStep(step));
  else if (/^gist create|^repo edit/.test(line)) report('exfiltration', 'L3', showStep(step));
  else if (noun === 'api' && /^(?:delete|put|patch)$/i.test(method))
    report('remote-destruction', /delete/i.test(method) ? 'L3' : 'L2', showStep(step));
};

export const GIT_RULES: ReadonlyMap<string, Rule> = new Map([
  ['git', git],
  ['gh', forge],
  ['glab', forge],
  ['hub', git],
]);

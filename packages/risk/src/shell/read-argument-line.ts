import type { Argument, Step } from './step.ts';
import type { Place, Walk } from './walk-line.ts';

export function joinArguments(args: readonly Argument[]): Argument {
  return { text: args.map(({ text }) => text).join(' '), isKnown: args.every(({ isKnown }) => isKnown) };
}

/** Reads an argument that is a command line of its own. */
export function readArgumentLine(line: Argument, place: Place, walk: Walk): Step[] {
  if (!line.isKnown && /^["']?\s*[$`]/.test(line.text)) {
    const grade = isInitialiser(line.text) ? 'L2' : 'L3';
    walk.remark(
      'opaque-line',
      grade,
      `a command line that the text does not tell: \`${line.text.slice(0, 80)}\``,
      true,
    );
  }
  // What stands in the substitution has been read where it stands.
  if (isInitialiser(line.text)) return [];
  return walk.line(line.text, place);
}

/** `eval "$(ssh-agent -s)"`, `eval "$(brew shellenv)"`: tools that print settings for this shell. */
function isInitialiser(text: string): boolean {
  return /^"?\$\((?:\S*\/)?(?:ssh-agent|gpg-agent|keychain|brew shellenv|direnv (?:hook|export)|pyenv (?:init|virtualenv-init)|rbenv init|nodenv init|goenv init|jenv init|starship init|zoxide init|atuin init|fnm env|mise (?:activate|env)|asdf|docker-machine env|minikube (?:docker-env|-p \w+ docker-env)|opam env|luarocks path|dircolors|conda shell\.\w+ hook|register-python-argcomplete|thefuck|fzf --(?:bash|zsh)|\w+ completion|resize|tset|perl -I\S+ -Mlocal::lib)\b[^;&|`$()]*\)"?$/.test(
    text,
  );
}

import { within, words, type FileRule } from './file-rule.ts';

const EDITORS = ['code', 'code+-+insiders', 'vscodium', 'cursor', 'windsurf', 'code+-+oss', 'zed', 'trae'];

/** What is run later, by whoever logs in, opens, builds or commits: harmless to read, not to write. */
export const STARTUP_RULES: readonly FileRule[] = [
  {
    finding: 'startup',
    strictness: 'unless-read',
    what: 'shell or session startup file',
    names: words(
      `.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zprofile .zshenv .zlogin .zlogout .kshrc .mkshrc .cshrc
      .tcshrc .login .logout .inputrc .xinitrc .xserverrc .xsession .xsessionrc .xprofile .xresources .pam_environment config.fish rc.local bash.bashrc
      sitecustomize.py usercustomize.py .envrc microsoft.powershell_profile.ps1 .hushlogin .forward .procmailrc .mailcap .plan.sh .dmrc`,
    ),
  },
  {
    finding: 'startup',
    strictness: 'unless-read',
    what: 'startup file of a program',
    names: words(
      `.vimrc .gvimrc .exrc .nvimrc .emacs .nanorc .ideavimrc .screenrc .tmux.conf .gdbinit .lldbinit .pythonrc .pythonrc.py .pdbrc .irbrc .pryrc .rprofile .renviron
      .sqliterc .psqlrc .mongorc.js .mongoshrc.js .ghci .ocamlinit .octaverc .curlrc .wgetrc .hgrc .lessfilter .lesskey .wezterm.lua .xmonad.hs .perltidyrc .jshintrc.js .huskyrc .luarc.lua .radare2rc .stignore .ackrc .ctags .editrc`,
    ),
  },
  ...within(
    'startup',
    'unless-read',
    'startup file of a program',
    `~/.vim ~/.emacs.d ~/.doom.d ~/.spacemacs.d ~/.config/nvim ~/.config/vim ~/.config/emacs ~/.config/doom ~/.config/helix ~/.config/kak ~/.config/micro ~/.config/sublime-text ~/.config/gdb ~/.config/tmux ~/.config/kitty ~/.config/alacritty ~/.config/ghostty ~/.config/wezterm ~/.config/foot ~/.config/i3 ~/.config/sway ~/.config/hypr ~/.config/awesome ~/.config/bspwm ~/.config/qtile ~/.xmonad ~/.config/xmonad
    ~/.config/ranger ~/.config/lf ~/.config/mpv/scripts ~/.config/zsh ~/.config/bash ~/.bashrc.d ~/.zsh ~/.oh-my-zsh ~/.zinit ~/.config/nushell ~/.config/powershell ~/.config/direnv ~/.config/mise ~/.config/starship.toml ~/.ipython ~/.jupyter ~/.julia/config ~/.config/R ~/.config/environment.d ~/.config/plasma-workspace ~/.config/openbox ~/.config/lxsession ~/.config/mimeapps.list ~/.local/share/applications ~/.local/share/dbus-1 ~/.local/share/nautilus/scripts ~/.local/share/systemd ~/.docker/cli-plugins ~/.terraform.d/plugins ~/.gradle/init.gradle ~/.gradle/init.gradle.kts ~/.gradle/init.d ~/.sbt ~/.m2/extensions.xml ~/.config/husky ~/.config/jj ~/.config/hg ~/.config/containers ~/.config/ghc ~/.config/pythonstartup.py ~/.config/autorandr ~/.config/udiskie ~/.xbindkeysrc ~/.config/sxhkd ~/.config/espanso`,
  ),
  ...within(
    'startup',
    'unless-read',
    'programs that a user runs by name',
    '~/bin ~/.bin ~/.local/bin ~/.local/sbin ~/.cargo/bin ~/go/bin ~/.go/bin ~/.npm-global ~/.npm-packages ~/.yarn/bin ~/.config/yarn/global ~/.bun/bin ~/.deno/bin ~/.pyenv/shims ~/.rbenv/shims ~/.asdf/shims ~/.local/share/mise/shims ~/.volta/bin ~/.nvm/versions ~/.local/share/pnpm ~/.dotnet/tools ~/.composer/vendor/bin ~/.krew/bin ~/.rye/shims ~/.linuxbrew/bin ~/.nix-profile/bin ~/.sdkman ~/.local/pipx ~/.local/share/pipx ~/.local/lib',
  ),
  {
    finding: 'startup',
    strictness: 'unless-read',
    what: 'code that an interpreter runs at its start',
    pattern: /\.pth$/,
  },
  ...within(
    'startup',
    'unless-read',
    'settings of an editor, which name programs to run',
    EDITORS.flatMap((editor) => [`.config/${editor}/user`, `.config/${editor}/settings.json`]).join(' ') +
      ' ~/.vscode ~/.vscode-server ~/.cursor/extensions ~/.config/jetbrains ~/.config/zed ~/.local/share/jetbrains',
  ),
  ...within(
    'startup',
    'unless-read',
    'autostart or service definition',
    '.config/autostart .config/autostart-scripts .config/systemd .config/fish .config/upstart .kde/autostart library/launchagents library/launchdaemons etc/systemd etc/init.d etc/profile.d etc/rc.d etc/rc.local etc/profile etc/environment etc/skel etc/zsh etc/bash.bashrc lib/systemd etc/xdg/autostart etc/update-motd.d etc/udev etc/modprobe.d etc/modules-load.d etc/ld.so.conf.d etc/ld.so.preload etc/network/if-up.d etc/networkmanager/dispatcher.d etc/dhcp etc/apt/apt.conf.d etc/logrotate.d etc/acpi etc/pm start+menu/programs/startup',
  ),
  ...within(
    'startup',
    'unless-read',
    'scheduled job',
    'etc/crontab etc/cron.d etc/cron.daily etc/cron.hourly etc/cron.weekly etc/cron.monthly etc/anacrontab var/spool/cron var/spool/at var/spool/anacron',
  ),
  ...within(
    'startup',
    'always',
    'git configuration, which may hold credentials and programs to run',
    '.git/config .git/config.worktree .git/modules',
  ),
  ...within(
    'startup',
    'unless-read',
    'git hook or configuration',
    '.git/hooks .git/info .husky .githooks .gitconfig .config/git .gitmodules lefthook.yml .pre-commit-config.yaml',
  ),
  ...within(
    'startup',
    'unless-read',
    'continuous integration',
    `.github/workflows .github/actions .gitlab-ci.yml .gitlab-ci.yaml jenkinsfile .circleci azure-pipelines.yml .travis.yml bitbucket-pipelines.yml
    .drone.yml .buildkite .woodpecker .forgejo/workflows .gitea/workflows .woodpecker.yml cloudbuild.yaml .ci .teamcity appveyor.yml .semaphore buildspec.yml`,
  ),
  ...within(
    'package-configuration',
    'unless-read',
    'package manager configuration',
    `.yarnrc .yarnrc.yml .pnpmfile.cjs pip.conf .pip .config/pip .cargo/config .cargo/config.toml .gemrc .bundle/config bunfig.toml .condarc .config/uv nuget.config
    etc/apt etc/yum.repos.d etc/pacman.conf etc/pip.conf etc/npmrc`,
  ),
  ...within(
    'agent-configuration',
    'unless-read',
    'agent configuration',
    `.claude .claude.json .cursor .windsurf .codex .gemini .continue .aider.conf.yml .mcp.json mcp.json claude_desktop_config.json .vscode/settings.json .vscode/tasks.json
    .vscode/launch.json .vscode/mcp.json .idea/runconfigurations .config/zed .roo .clinerules .cursorrules .windsurfrules agents.md claude.md gemini.md copilot-instructions.md`,
  ),
];

import { within, words, type FileRule } from './file-rule.ts';

/** What people have written and read: browsers, mail, chats, managers of passwords, histories. */
export const PERSONAL_RULES: readonly FileRule[] = [
  ...within(
    'credentials',
    'always',
    'browser profile',
    `.mozilla .config/google-chrome .config/google-chrome-beta .config/chromium .config/bravesoftware .config/microsoft-edge .config/opera .config/vivaldi .config/zen .librewolf .waterfox .config/qutebrowser .local/share/qutebrowser .config/falkon .config/epiphany .local/share/epiphany .tor-browser
    .thunderbird mozilla/firefox google/chrome bravesoftware/brave-browser library/safari library/cookies snap/firefox snap/chromium .var/app/org.mozilla.firefox .var/app/com.google.chrome`,
  ),
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'browser store',
    names: [
      'login data',
      'web data',
      'cookies',
      'cookies.sqlite',
      'local state',
      'places.sqlite',
      'formhistory.sqlite',
      'cookies.binarycookies',
    ],
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'history of commands',
    pattern:
      /^(?:\.|_)[a-z0-9_]*(?:[_-])?(?:history|hist)$|^(?:\.[a-z0-9_-]+[_-]history|fish_history|consolehost_history\.txt|\.lesshst|\.viminfo|\.histfile|\.wget-hsts|main\.shada|recently-used\.xbel|history\.sqlite|\.node_repl_history|\.python_history)$|^\.(?:bash|zsh)_sessions$/,
  },
  ...within(
    'credentials',
    'always',
    'history of commands',
    `~/.local/state/bash ~/.local/state/zsh ~/.local/share/fish ~/.local/share/atuin ~/.local/share/mcfly ~/.config/mcfly ~/.config/pgcli/history ~/.config/litecli ~/.config/mycli ~/.local/share/mc/history ~/.local/share/nvim/shada ~/.local/state/nvim ~/.vim/undo ~/.vim/swap ~/.cache/vim ~/.bash_sessions ~/.zsh_sessions
    ~/.claude/projects ~/.claude/history.jsonl ~/.codex/sessions ~/.codex/history.jsonl ~/.gemini/tmp ~/.local/share/zeitgeist ~/.local/share/gnome-shell ~/.config/copyq ~/.local/share/klipper ~/.cache/clipboard ~/.cache/cliphist ~/.local/share/trash`,
  ),
  ...within(
    'credentials',
    'always',
    'store of a password manager',
    `.config/bitwarden .local/share/bitwarden .config/bitwarden+cli .config/1password .config/keepassxc .cache/keepassxc .local/share/keepassxc .config/keepass .config/enpass .config/lpass .lpass .local/share/lpass .lastpass .config/dashlane .config/authy .config/proton+pass .local/share/gopass .config/gopass .config/rbw .cache/rbw .local/share/rbw .config/pass .authy .config/seahorse`,
  ),
  ...within(
    'credentials',
    'always',
    'messages or mail of a person',
    `.purple .config/signal .config/discord .config/discordcanary .config/slack .config/microsoft+teams .config/teams .config/skype .config/zoomus.conf .zoom .config/element .config/whatsapp .config/telegram-desktop .local/share/telegramdesktop .local/share/signal-cli .config/signal-cli .weechat .config/weechat .local/share/weechat .irssi .config/hexchat .config/senpai
    .config/neomutt .mutt .muttrc .config/mutt .local/share/evolution .config/evolution .claws-mail .sylpheed .config/aerc .config/himalaya .config/geary .local/share/geary .local/share/kmail2 .local/share/akonadi .local/share/local-mail .config/mailspring .config/protonmail ~/mail ~/maildir ~/.mail ~/.maildir ~/mbox var/mail var/spool/mail
    .local/share/contacts .local/share/gnome-contacts .calendar .abook .khal .config/khal .local/share/khal .local/share/vdirsyncer .config/vdirsyncer .config/obsidian`,
  ),
  ...within(
    'credentials',
    'always',
    'state of an editor',
    ['code', 'code+-+insiders', 'vscodium', 'cursor', 'windsurf', 'code+-+oss', 'zed', 'trae']
      .flatMap((editor) =>
        [
          'user/globalstorage',
          'user/workspacestorage',
          'user/history',
          'cookies',
          'local+storage',
          'local+state',
          'backups',
        ].map((part) => `.config/${editor}/${part}`),
      )
      .join(' '),
  ),
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'store of a password manager',
    names: words(
      'c.kdbx bitwarden.sqlite 1password.sqlite enpassdb.db lpass.db authy.db aegis.json andotp_accounts.json',
    ),
  },
];

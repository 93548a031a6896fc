/** Files that matter for what they are, by the shape of their lower-case path. Plain data. */

/** How a family grades: `always` L3, or L3 unless the access is known to be a read, then L2. */
export interface FileRule {
  readonly finding:
    | 'credentials'
    | 'system'
    | 'startup'
    | 'package-configuration'
    | 'agent-configuration'
    | 'governance';
  readonly strictness: 'always' | 'unless-read';
  readonly what: string;
  /** Names of the last segment. */
  readonly names?: readonly string[];
  /** The last segment as a pattern. */
  readonly pattern?: RegExp;
  /** Segments that occur in a row anywhere in the path. */
  readonly within?: readonly string[];
}

const words = (text: string): readonly string[] => text.split(' ');

function within(
  finding: FileRule['finding'],
  strictness: FileRule['strictness'],
  what: string,
  places: string,
): FileRule[] {
  return words(places).map((place) => ({ finding, strictness, what, within: place.split('/') }));
}

export const FILE_RULES: readonly FileRule[] = [
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'environment file',
    pattern: /^\.env(?:rc|\..+|-.+|_.+|[*?[].*)?$|^[\w-]+\.env$/,
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'private key or key store',
    pattern:
      /^(?!cacert\.pem$).*\.(?:pem|key|p12|pfx|p8|ppk|jks|keystore|bcfks|kdbx?|keytab|ovpn|agekey|jwk)$|^id_(?:rsa|dsa|ecdsa|ed25519|xmss|ecdsa_sk|ed25519_sk)(?!\.pub$)(?:[._-].*)?$|^(?:secring|private-keys)/,
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'stored credentials',
    names: words(
      '.npmrc .netrc _netrc .pgpass pgpass.conf .my.cnf .mylogin.cnf .git-credentials .pypirc .htpasswd .htdigest .dockercfg .vault-token .boto .s3cfg .databrickscfg .xauthority .rhosts .smbcredentials .credentials .credentials.json .authinfo .authinfo.gpg .esmtprc .msmtprc .fetchmailrc .vnc wp-config.php kubeconfig wallet.dat application_default_credentials.json credentials.tfrc.json .terraformrc terraform.tfvars rclone.conf auth.json local.settings.json secrets.json master.key login.keychain login.keychain-db docker.sock containerd.sock shadow shadow- gshadow gshadow- sudoers master.passwd krb5.keytab ntds.dit unattend.xml .pgpassfile authorized_keys authorized_keys2 .shosts',
    ),
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'stored credentials',
    pattern:
      /^(?:credentials?|secrets?)(?:\.[a-z0-9]+)?$|^client_?secrets?.*\.json$|^service[-_]?account.*\.json$|^.*[-_]credentials?\.(?:json|csv|ya?ml|xml|txt|ini)$|\.tfstate(?:\.backup)?$|\.tfvars$|^ssh_host_.*_key$/,
  },
  ...within(
    'credentials',
    'always',
    'credential directory',
    '.ssh .gnupg .aws .azure .kube .password-store .config/gcloud .config/gh .config/hub .config/op .config/doctl .config/rclone .config/sops .config/age .config/solana .config/heroku .oci .aliyun .bluemix .snowflake .fly .docker/config.json .gem/credentials .cargo/credentials .cargo/credentials.toml .m2/settings.xml .m2/settings-security.xml .gradle/gradle.properties .subversion/auth .local/share/keyrings .gnome2/keyrings library/keychains run/secrets etc/ssl/private etc/pki/tls/private etc/wireguard etc/openvpn etc/kubernetes etc/letsencrypt .bitcoin .ethereum .electrum .ethereum/keystore appdata/roaming/microsoft/protect appdata/roaming/microsoft/credentials windows/system32/config secrets/kubernetes.io',
  ),
  ...within(
    'credentials',
    'always',
    'browser profile',
    '.mozilla/firefox .config/google-chrome .config/chromium .config/bravesoftware .config/microsoft-edge .config/opera .config/vivaldi .thunderbird mozilla/firefox google/chrome bravesoftware/brave-browser library/safari library/cookies snap/firefox',
  ),
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'browser store',
    names: [
      'login data',
      'web data',
      'cookies',
      'logins.json',
      'key3.db',
      'key4.db',
      'cookies.sqlite',
      'signons.sqlite',
      'local state',
    ],
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'command history',
    pattern:
      /^(?:\.|_)[a-z0-9_]*(?:_|-)?(?:history|hist)$|^(?:fish_history|consolehost_history\.txt|\.lesshst|\.viminfo|\.histfile)$/,
  },
  { finding: 'credentials', strictness: 'always', what: 'account database', within: ['etc', 'passwd'] },
  { finding: 'credentials', strictness: 'always', what: 'account database', within: ['etc', 'passwd-'] },
  ...within(
    'governance',
    'always',
    "ZoQore's own state",
    '.failsafe opt/zoqore .local/share/zoqore var/lib/zoqore',
  ),
  {
    finding: 'startup',
    strictness: 'always',
    what: 'shell or session startup file',
    names: words(
      '.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zprofile .zshenv .zlogin .zlogout .kshrc .mkshrc .cshrc .tcshrc .login .logout .inputrc .xinitrc .xsession .xsessionrc .xprofile .pam_environment config.fish .vimrc .emacs .screenrc .tmux.conf rc.local bash.bashrc sitecustomize.py usercustomize.py',
    ),
  },
  ...within(
    'startup',
    'always',
    'autostart or service definition',
    '.config/autostart .config/systemd .config/fish library/launchagents library/launchdaemons etc/systemd etc/init.d etc/profile.d etc/rc.d lib/systemd etc/xdg/autostart etc/update-motd.d',
  ),
  ...within(
    'startup',
    'always',
    'scheduled job',
    'etc/crontab etc/cron.d etc/cron.daily etc/cron.hourly etc/cron.weekly etc/cron.monthly etc/anacrontab var/spool/cron var/spool/at',
  ),
  ...within(
    'startup',
    'always',
    'git hook or configuration',
    '.git/hooks .git/config .git/info .git/modules',
  ),
  ...within(
    'startup',
    'unless-read',
    'git hook or configuration',
    '.husky .githooks .gitconfig .config/git .gitmodules lefthook.yml .pre-commit-config.yaml',
  ),
  ...within(
    'startup',
    'unless-read',
    'continuous integration',
    '.github/workflows .github/actions .gitlab-ci.yml .gitlab-ci.yaml jenkinsfile .circleci azure-pipelines.yml .travis.yml bitbucket-pipelines.yml .drone.yml .buildkite .woodpecker .forgejo/workflows .gitea/workflows .woodpecker.yml cloudbuild.yaml .ci',
  ),
  ...within(
    'package-configuration',
    'unless-read',
    'package manager configuration',
    '.yarnrc .yarnrc.yml .pnpmfile.cjs pip.conf .pip .config/pip .cargo/config .cargo/config.toml .gemrc .bundle/config bunfig.toml .condarc .config/uv nuget.config etc/apt etc/yum.repos.d',
  ),
  ...within(
    'agent-configuration',
    'unless-read',
    'agent configuration',
    '.claude .claude.json .cursor .windsurf .codex .gemini .continue .aider.conf.yml .mcp.json mcp.json claude_desktop_config.json .vscode/settings.json .vscode/tasks.json .vscode/launch.json .vscode/mcp.json .idea/runconfigurations .config/zed .roo .clinerules .cursorrules .windsurfrules agents.md claude.md gemini.md copilot-instructions.md',
  ),
];

/** Templates of secret files hold names, not secrets. */
export const ENVIRONMENT_TEMPLATE: RegExp =
  /^\.?env[._-](?:example|sample|template|dist|defaults?|schema|tpl)$|\.env\.(?:example|sample|template|dist)$/;

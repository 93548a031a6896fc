import { cases, type Case } from './case.ts';

const raw = String.raw;

/** Written before the detector of paths was widened in November 2026, by who widened it; the access is not known. */
export const furtherPaths: readonly Case[] = [
  ...cases(
    'L2',
    'only sounds sensitive',
    raw`
    src/components/KeyRing.svg
    src/styles/login.module.scss
    public/icons/wallet.png
    docs/how-passwords-work.md
    docs/history-of-cryptography.md
    posts/secret-garden.mdx
    src/piano/keys.ts
    src/parser/tokens.go
    data/monkeys-per-tree.csv
    data/requests-per-session.csv
    src/games/vault/jump.ts
    maps/administrative-boundaries.json
    assets/audio/keyboard.wav
    vendor/github.com/golang-jwt/jwt/README.md
    locales/en/common.json
    src/lockfile/parse.ts
    src/theme/tokens.ts
    assets/fonts/Secret.woff2
    `,
  ),
  ...cases(
    'L3',
    'keeps credentials or somebody’s data',
    raw`
    .env.bak
    .env.swp
    .env.local~
    id_rsa.old
    ~/.ssh/github
    ~/.config/Signal/config.json
    ~/.local/share/keepassxc/x.kdbx
    ~/.config/keepassxc/keepassxc.ini
    ~/.local/share/TelegramDesktop/tdata/key_datas
    ~/.config/Slack/Cookies
    ~/.config/VSCodium/User/globalStorage/state.vscdb
    ~/.config/Bitwarden/data.json
    ~/.irssi/config
    ~/.local/share/atuin/history.db
    ~/.local/state/bash/history
    ~/.terraform.d/credentials.tfrc.json
    ~/.minikube/profiles/minikube/client.key
    ~/.config/containers/auth.json
    /etc/NetworkManager/system-connections/home.nmconnection
    /etc/wpa_supplicant/wpa_supplicant.conf
    /etc/postfix/sasl_passwd
    /etc/ipsec.secrets
    /var/lib/rancher/k3s/server/token
    /run/user/1000/bus
    /tmp/ssh-abc123/agent.77
    /var/lib/docker/volumes/db/_data
    config/master.key
    ansible/vault_pass.txt
    kubeconfig.yaml
    service-account-prod.json
    google-services-key.json
    `,
  ),
  ...cases(
    'L3',
    'runs later or belongs to the machine',
    raw`
    ~/bin/ls
    ~/.cargo/bin/cargo
    ~/.local/share/applications/firefox.desktop
    ~/.config/environment.d/x.conf
    ~/.config/nvim/init.lua
    ~/.vim/plugin/x.vim
    ~/.config/Cursor/User/settings.json
    ~/.ipython/profile_default/startup/00.py
    ~/.gdbinit
    ~/.local/lib/python3.11/site-packages/x.pth
    ~/.gradle/init.gradle
    ~/.config/fish/config.fish
    ~/.curlrc
    /etc/ld.so.preload
    /etc/pam.d/sshd
    /usr/local/bin/node
    `,
  ),
];

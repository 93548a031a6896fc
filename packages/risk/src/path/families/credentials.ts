import { within, words, type FileRule } from './file-rule.ts';

/** Keys, passwords and tokens, and where they are kept. */
export const CREDENTIAL_RULES: readonly FileRule[] = [
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
      /^(?!cacert\.pem$|(?:full)?chain\.pem$|cert\.pem$|ca(?:-bundle)?\.pem$).*\.(?:pem|key|p12|pfx|p8|ppk|jks|keystore|bcfks|kdbx?|keytab|ovpn|agekey|jwk|nmconnection|kwallet|keychain|keychain-db|mobileprovision)$|^id_(?:rsa|dsa|ecdsa|ed25519|xmss|ecdsa_sk|ed25519_sk)(?!.*\.pub$)(?:[._-].*)?$|^(?:secring|private-keys)/,
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'stored credentials',
    names: words(
      `.npmrc .netrc _netrc .pgpass pgpass.conf .my.cnf .mylogin.cnf .git-credentials .pypirc .htpasswd .htdigest .dockercfg
      .vault-token .vault-pass .boto .s3cfg .databrickscfg .xauthority .iceauthority .rhosts .smbcredentials .credentials .credentials.json
      .authinfo .authinfo.gpg .esmtprc .msmtprc .fetchmailrc .getmailrc .offlineimaprc .mbsyncrc .vnc wp-config.php kubeconfig kubeconfig.yaml kubeconfig.yml
      wallet.dat application_default_credentials.json credentials.tfrc.json .terraformrc terraform.rc
      terraform.tfvars rclone.conf auth.json local.settings.json secrets.json master.key login.keychain login.keychain-db
      shadow shadow- gshadow gshadow- sudoers master.passwd krb5.keytab ntds.dit unattend.xml
      sam .pgpassfile authorized_keys authorized_keys2 .shosts sasl_passwd sasl_passwd.db chap-secrets pap-secrets ipsec.secrets smbpasswd opasswd passwd.client rndc.key
      key4.db key3.db logins.json signons.sqlite accounts.xml hosts.yml.token state.vscdb keys.txt keystore.jks
      vault_pass vault_pass.txt .vault_pass .vault_pass.txt vault-password.txt .vault_password passwords.txt password.txt passwords.csv passwords.kdbx`,
    ),
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'stored credentials',
    pattern:
      /^(?:credentials?|secrets?|passwords?)(?:\.(?:json|ya?ml|toml|ini|cfg|conf|properties|xml|csv|txt|db|sqlite|env|enc|gpg|sops\.ya?ml|xlsx?|docx?|bak))?$|^client_?secrets?.*\.json$|^(?:gcp-|google-)?service[-_]?account.*\.json$|^.*[-_](?:credentials?|secrets?|keyfile|key)\.(?:json|csv|ya?ml|xml|txt|ini)$|\.tfstate(?:\.backup)?$|\.tfvars(?:\.json)?$|^ssh_host_.*_key$|^(?:appsettings|settings)\.secrets?\.json$|^firebase-adminsdk.*\.json$|^.*\.publishsettings$|^authkey_.*\.p8$/,
  },
  ...within(
    'credentials',
    'always',
    'credential directory',
    `.ssh .gnupg .aws .azure .kube .password-store .config/gcloud .config/gh .config/glab-cli .config/hub .config/op .config/doctl .config/rclone .config/sops
    .config/age .config/solana .config/heroku .config/containers/auth.json .config/configstore .config/stripe .config/flyctl .config/netlify .config/vercel .config/wrangler .config/pulumi .pulumi .config/linode-cli .config/hcloud .config/scw .config/openstack
    .config/nushell/history.txt .oci .aliyun .bluemix .snowflake .snowsql .fly .docker/config.json .gem/credentials .cargo/credentials .cargo/credentials.toml
    .m2/settings.xml .m2/settings-security.xml .gradle/gradle.properties .subversion/auth .local/share/keyrings .local/share/kwalletd
    .gnome2/keyrings library/keychains run/secrets .config/gnupg .config/git/credentials .config/msmtp .minikube .k3d .talos .config/k9s
    .terraform.d/credentials.tfrc.json .config/composer/auth.json .composer/auth.json .nuget/nuget .ansible/vault .chef .puppetlabs .vagrant.d/insecure_private_key
    .config/github-copilot .copilot .gemini/oauth_creds.json .gemini/google_accounts.json .config/goose .local/share/opencode .config/openai .openai .anthropic .config/anthropic
    .huggingface .cache/huggingface/token .config/huggingface .kaggle .config/wandb .streamlit/secrets.toml .modal.toml .config/replicate
    .bitcoin .ethereum .electrum .litecoin .monero .ethereum/keystore .foundry/keystores .config/solana .metamask
    appdata/roaming/microsoft/protect appdata/roaming/microsoft/credentials windows/system32/config secrets/kubernetes.io .tsh .step .acme.sh .lego .certbot .config/sops-nix .config/joplin .cisco .anyconnect .config/nordvpn .config/protonvpn`,
  ),
  ...within(
    'credentials',
    'always',
    'registry credentials of a user',
    '~/.yarnrc ~/.yarnrc.yml ~/bunfig.toml ~/.bunfig.toml ~/.gemrc ~/.condarc ~/.pip ~/.config/pip ~/.config/uv ~/.config/pypoetry ~/.config/nuget ~/.bundle/config ~/.config/yarn ~/.my.cnf.d',
  ),
  ...within(
    'credentials',
    'always',
    'credentials of a service',
    `etc/ssl/private etc/pki/tls/private etc/wireguard etc/openvpn etc/kubernetes etc/letsencrypt etc/rancher etc/rke2 etc/k0s etc/mysql/debian.cnf etc/networkmanager/system-connections
    etc/wpa_supplicant etc/netplan etc/ppp etc/ipsec.d etc/swanctl etc/strongswan.d etc/sssd etc/nslcd.conf etc/ldap.secret etc/pam_ldap.secret etc/libnss-ldap.secret etc/openldap
    etc/postfix/sasl etc/exim4/passwd.client etc/dovecot/users etc/dovecot/private etc/samba/private etc/samba/smbpasswd etc/security/opasswd etc/redis etc/pgbouncer etc/grafana etc/gitlab
    etc/salt/pki etc/puppetlabs/puppet/ssl etc/ceph etc/iscsi etc/davfs2/secrets etc/cifs-credentials etc/vault.d etc/consul.d etc/nomad.d etc/docker/key.json etc/bind/rndc.key etc/tinc etc/cups/passwd.md5
    etc/pve/priv etc/zerotier etc/freeradius etc/raddb etc/krb5.keytab etc/sudoers.d etc/crypttab etc/luks etc/cryptsetup-keys.d etc/machine-secrets etc/credstore etc/credstore.encrypted
    var/lib/rancher var/lib/kubelet var/lib/k0s var/lib/etcd var/snap/microk8s var/lib/docker var/lib/containers var/lib/containerd var/lib/mysql var/lib/postgresql var/lib/mongodb var/lib/redis
    var/lib/jenkins var/jenkins_home var/lib/tor var/lib/samba/private var/lib/sss var/lib/networkmanager var/lib/bluetooth var/lib/krb5kdc var/lib/vault var/lib/private var/lib/gitlab-runner var/lib/systemd/credential.secret var/lib/zerotier-one var/lib/tailscale
    run/credentials run/user/0 var/run/secrets var/lib/cloud/instance/user-data.txt var/lib/waagent var/lib/amazon/ssm`,
  ),
  { finding: 'credentials', strictness: 'unless-read', what: 'account database', within: ['etc', 'passwd'] },
  { finding: 'credentials', strictness: 'unless-read', what: 'account database', within: ['etc', 'group'] },
  { finding: 'credentials', strictness: 'always', what: 'account database', within: ['etc', 'passwd-'] },
];

/** Doors to a program that holds keys, or that runs as root for whoever speaks to it. */
export const SOCKET_RULES: readonly FileRule[] = [
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'socket of an agent or a daemon',
    names: words(
      'docker.sock podman.sock containerd.sock crio.sock dockershim.sock snapd.socket snapd-snap.socket lxd.socket unix.socket.lxd libvirt-sock virtlogd-sock system_bus_socket mysqld.sock kubelet.sock',
    ),
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'socket of an agent or a daemon',
    pattern:
      /^s\.(?:gpg-agent|scdaemon|dirmngr|keyboxd)(?:\..*)?$|^agent\.\d{1,10}$|^ssh-agent(?:\.sock(?:et)?)?$|^\.s\.pgsql\.\d+$/,
  },
  {
    finding: 'credentials',
    strictness: 'always',
    what: 'what an environment variable names for an agent',
    pattern: /^\$\{?(?:ssh_auth_sock|gpg_agent_info|docker_host|dbus_session_bus_address)\}?$/,
  },
];
const userRuntime =
  'bus keyring gnupg systemd podman docker.sock gcr ssh-agent.socket kdeconnect pulse at-spi wayland-0 p11-kit gvfs doc'.split(
    ' ',
  );
/** `/run/user/1000/bus`: the segment between is any number. */
export const USER_RUNTIME: RegExp = new RegExp(
  `^/(?:var/)?run/user/[^/]+/(?:${userRuntime.join('|')})(?:/|$)`,
);
/** The sockets of key agents and terminals of a user in the directory for everybody. */
export const SHARED_SOCKET: RegExp =
  /^\/(?:var\/)?tmp\/(?:ssh-[^/]+\/agent|\.x11-unix\/|\.ice-unix\/|tmux-\d+\/|screens?\/|keyring-[^/]+\/|dbus-|gpg-[^/]+\/s\.)/;

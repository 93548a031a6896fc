import { readOptions } from '../read-options.ts';
import { showStep, type Rule } from '../step.ts';

const severe = (finding: string, names: string): [string, Rule][] =>
  names.split(' ').map((name) => [name, (step, report) => report(finding, 'L3', showStep(step))]);

/** L3 when one of the words matches. */
const when = (finding: string, names: string, words: RegExp): [string, Rule][] =>
  names.split(' ').map((name) => [
    name,
    (step, report) => {
      if (step.argv.some((word) => words.test(word))) report(finding, 'L3', showStep(step));
    },
  ]);

/** L3 unless the words only ask. */
const unless = (finding: string, names: string, words: RegExp): [string, Rule][] =>
  names.split(' ').map((name) => [
    name,
    (step, report) => {
      const isAsking = step.argv.length > 0 && step.argv.some((word) => words.test(word));
      report(finding, isAsking ? 'L2' : 'L3', showStep(step));
    },
  ]);

const chmod: Rule = (step, report) => {
  const options = readOptions(step.argv.filter((word) => !/^-[rwxst]/.test(word)));
  const [mode = '', ...targets] = options.operands;
  const opens =
    (/^0?[0-7]?[0-7]?[0-7][2367]$/.test(mode) && mode.length >= 3) ||
    (/(?:^|,)(?:[uga]*[oa][uoga]*)?[+=][rxX]*w/.test(mode) && !/(?:^|,)[ug]+[+=]/.test(mode));
  const special = /^[2467][0-7]{3}$/.test(mode) || /[+=][rwxX]*[st]/.test(mode);
  const isWide =
    options.has('R', 'recursive') &&
    (targets.some((target) => /^(?:[/~]|\.\.?\/?$|\*|\$)/.test(target)) || /^-|^0{3}$/.test(mode));
  report(
    'permissions',
    opens ||
      special ||
      isWide ||
      targets.some((target) => /^\/(?!tmp\/|home\/|workspace)/.test(target) && target.split('/').length < 4)
      ? 'L3'
      : 'L2',
    showStep(step),
  );
};

const chown: Rule = (step, report) => {
  const options = readOptions(step.argv);
  report(
    'ownership',
    options.has('R', 'recursive') || options.operands.some((word) => /^(?:\/|root(?::|$))/.test(word))
      ? 'L3'
      : 'L2',
    showStep(step),
  );
};

const kill: Rule = (step, report) => {
  const { operands } = readOptions(
    step.argv.filter((word) => !/^-(?:\d{1,2}|[A-Z]+)$/.test(word)),
    's n',
  );
  const isAll =
    step.argv.slice(1).includes('-1') ||
    operands.some((word) => word === '1' || word === '0') ||
    step.argv.at(-1) === '-1';
  report(
    isAll ? 'kill-all' : 'kill',
    isAll && step.argv[0]?.startsWith('-l') !== true ? 'L3' : 'L2',
    showStep(step),
  );
};

const pkill: Rule = (step, report) => {
  const options = readOptions(step.argv, 'u U t');
  const isAll =
    options.has('u', 'U') ||
    step.argv.some((word) => /^(?:\.|\.\*|-1)$/.test(word)) ||
    options.operands.some((word) =>
      /^(?:sshd|systemd|init|dockerd|qorectl|zoqore|auditd|rsyslogd)/.test(word),
    );
  report(isAll ? 'kill-all' : 'kill', isAll ? 'L3' : 'L2', showStep(step));
};

const crontab: Rule = (step, report) => {
  report(
    'persistence',
    step.argv.length > 0 && step.argv.every((word) => word === '-l') ? 'L2' : 'L3',
    showStep(step),
  );
};

const history: Rule = (step, report) => {
  if (step.argv.some((word) => /^-[a-z]*[cdw]/.test(word))) report('history-tampering', 'L3', showStep(step));
};

const SERVICE_ASKS =
  /^(?:status|list|list-units|list-unit-files|list-timers|is-active|is-enabled|is-failed|show|cat|--status-all|print|get-default|help|--version|list-dependencies|info)$/;

export const SYSTEM_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['chmod', chmod],
  ['chown', chown],
  ['chgrp', chown],
  ['kill', kill],
  ['pkill', pkill],
  ['killall', pkill],
  ['crontab', crontab],
  ['history', history],
  ['fc', () => undefined],
  ...severe('permissions', 'setfacl chattr setcap icacls takeown'),
  ...severe('kill-all', 'killall5 skill'),
  ...severe(
    'service-control',
    'shutdown reboot halt poweroff telinit init kexec Stop-Computer Restart-Computer',
  ),
  ...unless(
    'service-control',
    'systemctl service launchctl rc-service supervisorctl sv initctl rc-update chkconfig update-rc.d',
    SERVICE_ASKS,
  ),
  ...unless('persistence', 'at batch atrm', /^-[lV]$/),
  ...unless(
    'firewall',
    'iptables ip6tables nft ufw firewall-cmd pfctl ebtables iptables-restore netsh',
    /^(?:-L|-S|--list|--list-all|list|status|show|-n?vL|-sr|--state|-nvL|-vnL|-nL|-Ln)$/,
  ),
  ...severe(
    'accounts',
    'useradd usermod userdel adduser deluser groupadd groupdel groupmod gpasswd passwd chpasswd newusers visudo vipw vigr chsh chfn faillock pwconv dscl',
  ),
  ...severe(
    'kernel',
    'insmod modprobe rmmod kmod kexec setenforce swapoff bpftool bpftrace aa-teardown aa-disable',
  ),
  ...when('kernel', 'sysctl', /=|^-(?:w|p)$|--write|--load/),
  ...severe(
    'mount',
    'mount umount losetup pivot_root mknod swapon fusermount mkinitramfs update-grub grub-install efibootmgr',
  ),
  ...when('system-settings', 'timedatectl hostnamectl localectl loginctl', /^set-|^terminate|^kill/),
  ...when('system-settings', 'date', /^(?:-s|--set.*)$/),
  ...when(
    'network-settings',
    'ip ifconfig route tc nmcli iwconfig networksetup',
    /^(?:add|del|delete|flush|set|down|replace|change|off|disconnect|-set.*)$/,
  ),
  ...when('log-tampering', 'journalctl', /^--(?:vacuum|rotate|flush)/),
  ...when('log-tampering', 'dmesg', /^-[cC]$|--clear|--read-clear/),
  ...when('log-tampering', 'logrotate', /^-[a-z]*f|--force/),
  ...severe('log-tampering', 'auditctl wevtutil Clear-EventLog utmpdump'),
  ...when('history-tampering', 'unset', /^HIST/),
  ...when('history-tampering', 'set', /^(?:history)$/),
  ...severe('process-memory', 'gcore pmap ptrace reptyr'),
  ...when('process-memory', 'gdb lldb', /^(?:-p|--pid.*|-ex|attach)$/),
  ...severe(
    'offensive-tool',
    'msfconsole msfvenom hydra medusa sqlmap nikto john hashcat mimikatz responder ettercap bettercap aircrack-ng crackmapexec linpeas chisel ligolo tcpdump tshark dsniff arpspoof masscan',
  ),
  ...when('offensive-tool', 'nmap', /^-s[SUFXN]|--script|-A|-O/),
  ...severe('exposure', 'ngrok cloudflared lt localtunnel bore frpc frps tailscale zrok pagekite'),
]);

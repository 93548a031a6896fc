import { readOptions } from '../read-options.ts';
import { showStep, type Rule } from '../step.ts';
import { PROTECTING_SERVICE } from './defence-words.ts';
import { ZOQORE } from './governance-rules.ts';

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
  // `chmod -x file`: a mode that takes away looks like an option.
  const taken = step.argv.find((word) => /^-[rwxXst]+$/.test(word));
  const options = readOptions(step.argv.filter((word) => word !== taken));
  const [mode = '', ...targets] = taken === undefined ? options.operands : [taken, ...options.operands];
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
    options.operands.some((word) => /^(?:\/(?!tmp\/)|~|root(?::|$)|\$|nobody|0(?::|$))/.test(word)) ||
      (options.has('R', 'recursive') &&
        options.operands.slice(1).some((word) => /^(?:\.{1,2}\/?|\*|\.\.\/.*)$/.test(word)))
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
  const isListing = step.argv[0]?.startsWith('-l') === true;
  // Whose processes they are is told by what looked them up: `kill $(pgrep auditd)`.
  const found = [...step.substituted, ...step.input.sources].filter(({ program }) =>
    /^(?:pgrep|pidof|ps|lsof|fuser|systemctl|cat)$/.test(program),
  );
  const isProtecting = found.some(({ argv }) =>
    argv.some((word) => PROTECTING_SERVICE.test(word) || ZOQORE.test(word)),
  );
  const isEverything = found.some(({ program, argv }) =>
    program === 'ps'
      ? found.length === 1 && argv.some((word) => /^-?[aAex]/.test(word))
      : program === 'pgrep' &&
        argv.every((word, at) => word.startsWith('-') || /^-[uUgG]$/.test(argv[at - 1] ?? '')),
  );
  if (isProtecting) report('defence-off', 'L3', `${showStep(step)} of ${found.map(showStep).join(', ')}`);
  const severe = isAll || (isEverything && step.substituted.length === 1);
  report(severe ? 'kill-all' : 'kill', severe && !isListing ? 'L3' : 'L2', showStep(step));
};

const pkill: Rule = (step, report) => {
  const options = readOptions(step.argv, 'u U t');
  const isAll =
    options.has('u', 'U') ||
    step.argv.some((word) => /^(?:\.|\.\*|-1)$/.test(word)) ||
    options.operands.some((word) => PROTECTING_SERVICE.test(word) || ZOQORE.test(word));
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

const SERVICE_RESTARTS =
  /^(?:start|restart|reload|try-restart|reload-or-restart|force-reload|daemon-reload|reset-failed)$/;

/** Starting or restarting a service that is named is routine, unless it guards the machine. */
const service: Rule = (step, report) => {
  const { argv } = step;
  const names = argv.filter((word) => !word.startsWith('-'));
  const asks = argv.some((word) => SERVICE_ASKS.test(word));
  const guards = names.some((word) => PROTECTING_SERVICE.test(word));
  const restarts =
    names.some((word) => SERVICE_RESTARTS.test(word)) &&
    names.length <= 3 &&
    !/^(?:launchctl|chkconfig|update-rc.d)$/.test(step.program);
  if (asks) report('service-control', 'L2', showStep(step));
  else if (guards) report('defence-off', 'L3', showStep(step));
  else report('service-control', restarts ? 'L2' : 'L3', showStep(step));
};

/** Without operands they only show what there is. */
const mount: Rule = (step, report) => {
  const shows = step.argv.every((word) =>
    /^(?:-l|-s|--show(?:=.*)?|--list|-h|-V|-t|\w{2,8}fs|ext[234])$/.test(word),
  );
  report('mount', shows ? 'L2' : 'L3', showStep(step));
};

/** Tools made to break in, listen or crack; also as packages. */
export const OFFENSIVE_TOOLS: ReadonlySet<string> = new Set(
  'nmap msfconsole msfvenom metasploit-framework hydra medusa sqlmap nikto john hashcat mimikatz responder ettercap bettercap aircrack-ng airodump-ng crackmapexec netexec nxc evil-winrm linpeas linpeas.sh linenum.sh pspy pspy64 chisel ligolo ligolo-ng tcpdump tshark dsniff arpspoof masscan zmap rustscan gobuster dirb dirbuster ffuf wfuzz feroxbuster wpscan enum4linux enum4linux-ng smbmap kerbrute bloodhound bloodhound-python impacket-secretsdump secretsdump.py psexec.py GetNPUsers.py GetUserSPNs.py sliver pupy empire weevely commix xsser beef-xss setoolkit reaver bully hcxdumptool kismet macchanger fcrackzip pdfcrack cewl crunch patator ncrack thc-hydra deepce kube-hunter peirates trufflehog'.split(
    ' ',
  ),
);

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
  ...'systemctl service launchctl rc-service supervisorctl sv initctl rc-update chkconfig update-rc.d'
    .split(' ')
    .map((name): [string, Rule] => [name, service]),
  ['mount', mount],
  ['swapon', mount],
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
    'umount losetup pivot_root mknod fusermount mkinitramfs update-grub grub-install efibootmgr',
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
  ...when('process-memory', 'gdb lldb', /^(?:-p|--pid.*|attach)$/),
  ...[...OFFENSIVE_TOOLS]
    .filter((name) => name !== 'nmap')
    .map((name): [string, Rule] => [name, (step, report) => report('offensive-tool', 'L3', showStep(step))]),
  ...when('offensive-tool', 'nmap', /^-s[SUFXN]|--script|-A|-O/),
  ...severe('exposure', 'ngrok cloudflared lt localtunnel bore frpc frps tailscale zrok pagekite'),
]);

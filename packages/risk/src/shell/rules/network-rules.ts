import { readOptions } from '../read-options.ts';
import { showStep, type Report, type Rule, type Step } from '../step.ts';

const CURL_VALUED =
  'X request H header d data data-raw data-binary data-urlencode data-ascii json F form form-string T upload-file o output u user A user-agent e referer b cookie c cookie-jar K config x proxy E cert key cacert m max-time connect-timeout retry w write-out r range resolve url interface C continue-at';

/** Programs that print what is on this machine; their output going out is a leak. */
const READERS =
  /^(?:cat|head|tail|tac|less|cut|rev|sort|uniq|strings|hexdump|basenc|base32|tr|gunzip|xz|bzip2|zstd|rsync|tar|zip|gzip|base64|xxd|od|env|printenv|find|grep|awk|sed|jq|mysqldump|pg_dump|mongodump|dd|openssl|gpg|history|ps|set|export|ls|id|whoami|hostname|uname|ifconfig|ip|kubectl|docker|aws|git)$/;

function sendsLocal(step: Step): Step | undefined {
  return [...step.input.sources, ...step.substituted].find(
    (source) => READERS.test(source.program) || source.redirections.some(({ access }) => access === 'read'),
  );
}

const isLoopback = (word: string): boolean =>
  /^(?:https?:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?:[:/]|$)/.test(word);

/** Data stores that listen on this machine: what is deleted there is gone. */
const isDataService = (word: string): boolean =>
  /:(?:9200|9201|5984|2379|8500|8086|6333|8983|15672|2375|8529|7474|19530|8081)(?:\/|$)/.test(word) ||
  /\/(?:_all|\*)(?:[/?]|$)/.test(word);

const curl: Rule = (step, report) => {
  const options = readOptions(step.argv, CURL_VALUED);
  const urls = [...options.operands, options.value('url') ?? ''].filter((word) => word !== '');
  const isLocal = urls.length > 0 && urls.every(isLoopback);
  const values = step.argv.flatMap((word, at) =>
    /^(?:-[a-zA-Z]*[dFT]|--data(?:-[a-z]+)?|--form|--json|--upload-file)$/.test(word)
      ? [step.argv[at + 1] ?? '']
      : (/^(?:-[dFT](.+)|--(?:data(?:-[a-z]+)?|form|json|upload-file)=(.+))$/s
          .exec(word)
          ?.slice(1, 3)
          .filter((one) => one !== undefined) ?? []),
  );
  const sendsFile = values.some((value) => /^@|^<|=[@<]/.test(value)) || options.has('T', 'upload-file');
  const leak = sendsLocal(step);
  const usesInput =
    values.some((value) => /^@-|=@-|^-$/.test(value)) ||
    values.some((value) => /[$`]/.test(value)) ||
    step.substituted.length > 0;
  const method = (options.value('X', 'request') ?? '').toUpperCase();
  if ((sendsFile || (leak !== undefined && usesInput)) && !isLocal)
    report('exfiltration', 'L3', showStep(step));
  else if (urls.some((word) => /\/_(?:delete_by_query|shutdown|purge)\b/.test(word)))
    report('database-destruction', 'L3', showStep(step));
  else if (method === 'DELETE' && (!isLocal || urls.some(isDataService)))
    report('remote-destruction', 'L3', showStep(step));
  else report('network', 'L2', showStep(step));
  if (options.has('K', 'config', 'unix-socket')) report('network', 'L3', showStep(step));
  if (options.has('k', 'insecure', 'proxy-insecure')) report('insecure-transport', 'L2', showStep(step));
};

const wget: Rule = (step, report) => {
  const sends =
    step.argv.some((word) => /^--(?:post-file|body-file)/.test(word)) ||
    (step.argv.some((word) => /^--(?:post-data|body-data)/.test(word)) && sendsLocal(step) !== undefined);
  report(
    sends ? 'exfiltration' : 'network',
    sends || (sendsLocal(step) !== undefined && step.substituted.length > 0) ? 'L3' : 'L2',
    showStep(step),
  );
};

/** Raw connections: a shell at one end is a reverse shell, a file is a leak. */
const netcat: Rule = (step, report) => {
  const options = readOptions(step.argv, 'p w i s q e c');
  const hasShell =
    options.has('e', 'c', 'exec', 'sh-exec') ||
    step.input.sources.some(({ program }) => /^(?:ba|z|da|k)?sh$|^cmd$/.test(program)) ||
    step.argv.some((word) => /^(?:EXEC|SYSTEM|SHELL):/i.test(word));
  if (hasShell) report('reverse-shell', 'L3', showStep(step));
  else if (step.input.sources.length > 0 || step.redirections.some(({ access }) => access === 'read'))
    report('exfiltration', 'L3', showStep(step));
  else report('network', options.has('z', 'h', 'V') ? 'L2' : 'L3', showStep(step));
};

const REMOTE = /^(?:[\w.-]+@)?[\w.-]{2,}:(?!\/\/)|^(?:rsync|scp|sftp):\/\/|^\$\w+:/;

const copyRemote: Rule = (step, report) => {
  const { operands } = readOptions(step.argv, 'P p i o F l c S J e exclude include rsh');
  const target = operands.at(-1) ?? '';
  if (REMOTE.test(target)) report('exfiltration', 'L3', showStep(step));
  else if (operands.some((word) => REMOTE.test(word))) report('network', 'L2', showStep(step));
  if (step.argv.some((word) => /^--(?:delete|remove-source-files)/.test(word)))
    report('deletion', 'L3', showStep(step));
};

const ssh: Rule = (step, report) => {
  const isTunnel = step.argv.some(
    (word) =>
      /^-[a-zA-Z]*[RDwW]|^-[a-zA-Z]*L\s*(?:0\.0\.0\.0|\*)/.test(word) ||
      /ProxyCommand|LocalCommand|PermitLocalCommand/i.test(word),
  );
  if (isTunnel) report('exposure', 'L3', showStep(step));
  const leak = sendsLocal(step);
  report(
    leak === undefined ? 'remote-shell' : 'exfiltration',
    leak === undefined ? 'L2' : 'L3',
    showStep(step),
  );
};

const lookup: Rule = (step, report) => {
  if (step.substituted.length > 0 && sendsLocal(step) !== undefined)
    report('exfiltration', 'L3', showStep(step));
  else if (step.argv.some((word) => /^(?:axfr|ANY)$/.test(word))) report('network', 'L2', showStep(step));
};

const mail: Rule = (step, report) => {
  report('exfiltration', 'L3', showStep(step));
};

const transfer: Rule = (step, report) => report('network', 'L3', showStep(step));

const encrypted: Rule = (step, report) => {
  if (step.argv[0] === 's_client')
    report('network', step.input.sources.length > 0 ? 'L3' : 'L2', showStep(step));
};

export const NETWORK_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['curl', curl],
  ['wget', wget],
  ['http', wget],
  ['https', wget],
  ['xh', wget],
  ['nc', netcat],
  ['ncat', netcat],
  ['netcat', netcat],
  ['socat', netcat],
  ['telnet', netcat],
  ['scp', copyRemote],
  ['rsync', copyRemote],
  ['ssh', ssh],
  ['autossh', ssh],
  ['mosh', ssh],
  ['dig', lookup],
  ['nslookup', lookup],
  ['host', lookup],
  ['ping', lookup],
  ['drill', lookup],
  ['kdig', lookup],
  ['dog', lookup],
  ['resolvectl', lookup],
  ['traceroute', lookup],
  ['whois', lookup],
  ['mail', mail],
  ['mailx', mail],
  ['sendmail', mail],
  ['mutt', mail],
  ['msmtp', mail],
  ['swaks', mail],
  ['ftp', transfer],
  ['sftp', transfer],
  ['tftp', transfer],
  ['lftp', transfer],
  ['ssh-copy-id', transfer],
  ['croc', transfer],
  ['wormhole', transfer],
  ['magic-wormhole', transfer],
  ['smbclient', transfer],
  ['openssl', encrypted],
]);

/** `/dev/tcp/host/port` in a redirection is a raw connection that bash opens. */
export function judgeSockets(step: Step, report: Report): void {
  for (const { target } of step.redirections) {
    if (/^\/dev\/(?:tcp|udp)\//.test(target.text))
      report('reverse-shell', 'L3', `${showStep(step)} connected to ${target.text}`);
  }
  if (
    /^(?:ba|z|da|k)?sh$/.test(step.program) &&
    step.input.sources.some(({ program }) => /^(?:nc|ncat|netcat|telnet|socat)$/.test(program))
  ) {
    report('reverse-shell', 'L3', showStep(step));
  }
}

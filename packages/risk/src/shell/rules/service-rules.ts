import { findDestructiveSql } from '../../content/sql/find-destructive-sql.ts';
import { readOptions } from '../read-options.ts';
import { showStep, type Report, type Rule, type Step } from '../step.ts';

const VALUED = 'f file n namespace c context o output p profile region project project-name l selector';

const docker: Rule = (step, report) => {
  const { operands, has } = readOptions(step.argv, `${VALUED} H host`);
  const [noun = '', verb = ''] = operands;
  const line = `${noun} ${verb}`;
  const destroys =
    /^(?:system|volume|pod) prune|^system reset|^(?:volume|network|container|image|secret|config|stack|service|node|swarm|context|pod|machine) (?:rm|remove|reset|leave)|^swarm leave/.test(
      line,
    ) ||
    (/^(?:stop|kill|pause)$/.test(noun) && step.args.some(({ isKnown }) => !isKnown)) ||
    (line === 'image prune' && has('a', 'all')) ||
    // A container that is named can be made again from its image; whatever is listed, and volumes, cannot.
    (/^(?:rm|rmi|kill)$/.test(noun) && (has('v', 'volumes') || step.args.some(({ isKnown }) => !isKnown))) ||
    (operands.includes('down') && has('v', 'volumes', 'rmi'));
  if (destroys) report('container-destruction', 'L3', showStep(step));
  if (/^(?:run|exec|create|compose|stack)$/.test(noun)) judgeContainer(step, report);
  if (/^(?:compose|stack)$/.test(noun) && POD_ESCAPE.test(step.input.text ?? ''))
    report('container-escape', 'L3', showStep(step));
  if (/^(?:push|login|save|export) |^(?:image push|compose push|trust) ?/.test(line))
    report(
      noun === 'login' ? 'credential-read' : 'publication',
      noun === 'export' || noun === 'save' ? 'L2' : 'L3',
      showStep(step),
    );
};

function judgeContainer(step: Step, report: Report): void {
  const line = step.argv.join(' ');
  const escapes =
    /--privileged|--(?:pid|ipc|uts|userns|cgroupns)[= ]host|--cap-add[= ](?:ALL|SYS_|NET_ADMIN|DAC)|(?:-v|--volume|source)[= ]?(?:\/|~|\/etc|\/root|\/home(?:\/[^/:]+)?|\/var|\/proc|\/sys|\/dev|\/usr|\/boot)(?:\/?:|,)|\/(?:etc|root|proc|sys|boot)\/?\w*:\/|docker\.sock|--security-opt[= ](?:seccomp|apparmor)[=:]unconfined|--device/;
  if (escapes.test(line)) report('container-escape', 'L3', showStep(step));
}

/** A description of a workload that leaves its sandbox. */
const POD_ESCAPE =
  /\bhost(?:PID|Network|IPC|Users)"?\s*:\s*"?true|\bprivileged"?\s*:\s*"?true|\bhostPath"?\s*:|\ballowPrivilegeEscalation"?\s*:\s*"?true|\b(?:SYS_ADMIN|SYS_PTRACE|SYS_MODULE)\b|docker\.sock|\bname"?\s*:\s*"?cluster-admin|^\s*-\s*["']?\/:\/|\bpid"?\s*:\s*"?host\b/m;

const kubectl: Rule = (step, report) => {
  const { operands, has, value } = readOptions(step.argv, VALUED);
  const [verb = '', noun = ''] = operands;
  const line = operands.join(' ');
  if (POD_ESCAPE.test(step.input.text ?? '')) report('container-escape', 'L3', showStep(step));
  if (
    /^(?:delete|drain|cordon|taint|evict)$/.test(verb) ||
    (verb === 'replace' && has('force')) ||
    (verb === 'scale' && value('replicas') === '0') ||
    (verb === 'rollout' && noun === 'undo')
  )
    report('cluster-destruction', 'L3', showStep(step));
  else if (/^(?:get|describe|view)$/.test(verb) && /(?:^|[ ,/])secrets?(?:[ ,/]|$)/.test(line))
    report('credential-read', 'L3', showStep(step));
  else if (
    /(?:cluster)?role(?:binding)?|serviceaccount|token/.test(noun) &&
    /^(?:create|edit|patch|auth)$/.test(verb)
  )
    report('access-change', 'L3', showStep(step));
  else if (/^(?:proxy|port-forward|expose|cp)$/.test(verb)) report('exposure', 'L2', showStep(step));
  else if (verb === 'config' && /view/.test(noun) && has('raw'))
    report('credential-read', 'L3', showStep(step));
};

const infrastructure: Rule = (step, report) => {
  const line = step.argv.filter((word) => !word.startsWith('-chdir')).join(' ');
  if (
    /^(?:--?\S+ )*(?:destroy|taint|untaint|force-unlock|state (?:rm|push|mv)|workspace delete|down|stack rm|cancel|run-all destroy)\b|-destroy\b|--?auto-approve\b|^(?:up|update|deploy) .*(?:-y|--yes|--require-approval[= ]never)\b/.test(
      line,
    )
  )
    report('infrastructure-destruction', 'L3', showStep(step));
  else if (/^(?:uninstall|delete|del|rollback|un)\b/.test(line) && step.program === 'helm')
    report('cluster-destruction', 'L3', showStep(step));
  else if (/^(?:output|state pull)\b/.test(line) && /-raw|-json|pull/.test(line))
    report('credential-read', 'L2', showStep(step));
};

const DESTROYS =
  /^(?:(?:batch-)?(?:delete|destroy|terminate|remove|purge|drop|deregister|wipe|erase|nuke|revoke|reset|deprovision|disable|detach|cancel|release|abort|undelete)(?:[-:].*|[A-Z].*)?|rm|rb|del|rmdir|.*:(?:delete|destroy|remove|reset|wipe|revoke|drop))$/;
const SECRETS =
  /^(?:get-secret-value|get-parameters?(?:-by-path)?|get-session-token|get-federation-token|assume-role.*|create-access-key|get-login-password|export-credentials|print-(?:access|identity)-token|get-access-token|get-credentials|list-keys|keys|secrets?|access-keys|auth:token|credentials|show-secret|tokens?)$/;
const ACCESS =
  /^(?:iam|put-bucket-(?:policy|acl)|put-.*-policy|attach-.*-policy|add-iam-policy-binding|set-iam-policy|authorize-security-group-ingress|put-public-access-block|modify-.*-attribute|role|create-user|create-login-profile|make-public|set-acl|add-permission)$/;
const READS =
  /^(?:list(?:-.*)?|ls|get-(?!.*(?:secret|password|token|credential|authorization|key)).*|describe(?:-.*)?|show|status|info|whoami|logs?|tail|version|help|configurations?|projects?|head-.*)$/;

const cloud: Rule = (step, report) => {
  const { operands } = readOptions(step.argv, `${VALUED} g resource-group name query filter`);
  const reads = operands.slice(0, 4).some((word) => READS.test(word));
  if (
    operands.slice(0, 5).some((word) => DESTROYS.test(word)) ||
    step.argv.includes('--delete') ||
    step.argv.includes('purge')
  )
    report('cloud-destruction', 'L3', showStep(step));
  else if (
    operands.slice(0, 5).some((word) => SECRETS.test(word)) &&
    !(reads && operands.some((word) => word.startsWith('list')))
  )
    report('credential-read', 'L3', showStep(step));
  else if (operands.slice(0, 4).some((word) => ACCESS.test(word)) && !reads)
    report('access-change', 'L3', showStep(step));
  else if (
    /^(?:cp|mv|sync|copy|move|put|upload|mirror)$/.test(
      operands.find((word) => !/^(?:s3|storage|blob|s3api)$/.test(word)) ?? '',
    ) &&
    /^(?:s3|gs|az|https?|r2|b2|oss):\/\/|^[\w-]+:/.test(operands.at(-1) ?? '')
  )
    report('exfiltration', 'L3', showStep(step));
  else if (!reads) report('cloud-change', 'L2', showStep(step));
};

const REDIS =
  /^(?:--eval|flushall|flushdb|shutdown|config|debug|eval|script|slaveof|replicaof|module|migrate|restore)$/i;
const MONGO =
  /\b(?:dropDatabase|dropUser|dropIndexes)\b|\.drop\s*\(|\b(?:deleteMany|remove|updateMany)\s*\(\s*\{\s*\}|\bshutdownServer\b|\bshutdown\s{0,8}:/;

/** A table that the same text creates as temporary is dropped without loss. */
function withoutTemporary(text: string): string {
  const names = [
    ...text.matchAll(
      /\bcreate\s+(?:global\s+|local\s+)?temp(?:orary)?\s+table\s+(?:if\s+not\s+exists\s+)?(\w{1,60})/gi,
    ),
  ];
  return names
    .slice(0, 16)
    .reduce(
      (rest, [, name = '']) =>
        rest.replace(
          new RegExp(
            `\\b(?:drop\\s+table\\s+(?:if\\s+exists\\s+)?|truncate\\s+(?:table\\s+)?|delete\\s+from\\s+)${name}\\b`,
            'gi',
          ),
          'select',
        ),
      text,
    );
}

/** Text for a database client that empties a table, runs a program or opens the file system. */
const REACHES_OUT =
  /(?:^|[;\n"'])[ \t]{0,20}truncate\s{1,8}(?:table\s{1,8})?[\w"`]|\\!|\\[og]\s*\|\s*\S|^[ \t]{0,20}\.(?:shell|system|load|import\s{1,8}"?\|)|\b(?:load_extension|writefile|sys_exec|sys_eval|xp_cmdshell|pg_read_file|pg_read_binary_file|lo_import|lo_export|load_file)\b|\bprogram\s+'|\binto\s+(?:out|dump)file\b|\bcreate\s+(?:extension|language|function)\b[\s\S]{0,80}\b(?:plpython\w*|plperlu|dblink)|\b(?:deleteMany|remove|deleteOne|drop)\(\s*(?:\{\s*\}|\))|\bfrom\s+(?:pg_shadow|pg_authid|mysql\.user)\b/im;

const database: Rule = (step, report) => {
  const texts = [...step.argv, step.input.text ?? ''].map(withoutTemporary);
  const isShown = texts.some(
    (text) =>
      findDestructiveSql(text).some(({ finding }) => finding !== 'sql-narrow-grant') ||
      MONGO.test(text) ||
      REACHES_OUT.test(text) ||
      /^[ \t]{0,20}system\s/m.test(text),
  );
  if (
    isShown ||
    (/redis-cli|valkey-cli/.test(step.program) &&
      texts.some((text) => text.split(/\s+/).some((word) => REDIS.test(word))))
  )
    report('database-destruction', 'L3', showStep(step));
  else if (step.input.text === undefined && step.input.sources.length > 0)
    report('database', 'L2', showStep(step));
  else report('database', 'L2', showStep(step));
};

const dump: Rule = (step, report) => {
  const isForTests = step.argv.some((word) =>
    /(?:^|[_-])(?:test|tests|testing|ci|tmp|temp|scratch)$/.test(word),
  );
  const destroys =
    (/^(?:dropdb|dropuser)$/.test(step.program) && !isForTests) ||
    step.argv.some(
      (word) =>
        /^(?:drop|flush-.*|shutdown|--clean|-c|--drop|kill)$/.test(word) && !/dump/.test(step.program),
    );
  report(destroys ? 'database-destruction' : 'database', destroys ? 'L3' : 'L2', showStep(step));
};

const credentials: Rule = (step, report) => {
  const line = step.argv.join(' ');
  const asks =
    step.program === 'gpg'
      ? /--export-secret|--delete-secret|--export-ownertrust/.test(line)
      : step.program === 'security'
        ? /find-|dump-|export|unlock/.test(line)
        : !/^(?:--version|--help|status|ls|list)\b/.test(line);
  if (asks) report('credential-read', 'L3', showStep(step));
};

const table = (names: string, rule: Rule): [string, Rule][] => names.split(' ').map((name) => [name, rule]);

export const SERVICE_RULES: ReadonlyMap<string, Rule> = new Map([
  ...table('docker podman nerdctl docker-compose podman-compose', docker),
  ...table('kubectl oc k3s', kubectl),
  ...table(
    'terraform tofu terragrunt pulumi cdk cdktf helm helmfile serverless sls ansible-pull',
    infrastructure,
  ),
  ...table(
    'aws gcloud az doctl heroku fly flyctl vercel netlify wrangler firebase supabase oci ibmcloud linode-cli hcloud eksctl gsutil bq s3cmd s4cmd mc rclone railway pscale neonctl turso aliyun tccli scw exo civo kops eb sam copilot minikube kind cf',
    cloud,
  ),
  ...table(
    'psql mysql mariadb sqlite3 sqlcmd mongosh mongo redis-cli valkey-cli clickhouse-client cqlsh duckdb sqlplus usql pgcli mycli litecli cockroach isql influx',
    database,
  ),
  ...table(
    'dropdb dropuser createdb createuser mysqladmin pg_restore pg_dump pg_dumpall mysqldump mongodump mongorestore pg_ctl',
    dump,
  ),
  ...table(
    'security secret-tool keyctl pass op bw vault lpass gopass gpg keyring cmdkey chamber',
    credentials,
  ),
]);

import { wordTable, type WordRule, type WordTable } from './word-rule.ts';

/** Commands that switch off what watches or protects: audit trails, alarms, firewalls, agents, backups. */
const RULES: readonly WordRule[] = [
  [
    'defence-off',
    'aws',
    'cloudtrail stop-logging|delete-trail|update-trail|put-event-selectors',
    'guardduty delete-*|disassociate-*|stop-monitoring-members|update-detector',
    'securityhub disable-*|delete-*|batch-disable-*',
    'config|configservice stop-configuration-recorder|delete-*',
    'ec2 delete-flow-logs|disable-ebs-encryption-by-default',
    'logs delete-log-group|delete-log-stream|put-retention-policy|delete-subscription-filter',
    's3api put-bucket-logging|put-bucket-versioning|delete-bucket-policy|delete-public-access-block|put-bucket-acl',
    's3control delete-public-access-block',
    'cloudwatch disable-alarm-actions|delete-alarms',
    'wafv2|waf delete-*|disassociate-*',
    'inspector2|macie2|detective disable*|delete-*',
    'backup delete-*',
    'kms disable-key|schedule-key-deletion|disable-key-rotation',
    'iam deactivate-mfa-device|delete-virtual-mfa-device|delete-account-password-policy',
  ],
  [
    'defence-off',
    'gcloud',
    'logging sinks delete|update',
    'logging buckets|logs delete',
    'services disable',
    'compute firewall-rules create|update|delete',
    'scc *',
    'org-policies|resource-manager delete|disable-enforce',
  ],
  [
    'defence-off',
    'az',
    'monitor diagnostic-settings|log-profiles|activity-log delete',
    'security pricing|setting|auto-provisioning-setting *',
    'network nsg rule create|delete|update',
    'network watcher flow-log delete',
    'policy assignment delete',
    'sentinel *',
    'lock delete',
  ],
  [
    'defence-off',
    'kubectl oc',
    'delete events|event|networkpolicy|networkpolicies|netpol|podsecuritypolicy|validatingwebhookconfiguration*|mutatingwebhookconfiguration*',
  ],
  ['defence-off', 'gh', 'api -X *protection*', 'secret-scanning *', 'ruleset delete'],
  ['defence-off', 'git', 'config http.sslverify false'],
  ['defence-off', 'spctl', '--master-disable|--global-disable|--disable'],
  ['defence-off', 'csrutil', 'disable', 'authenticated-root disable'],
  ['defence-off', 'tmutil', 'disable', 'delete|deletelocalsnapshots *'],
  ['defence-off', 'fdesetup', 'disable'],
  ['defence-off', 'vssadmin', 'delete shadows', 'resize shadowstorage'],
  ['defence-off', 'wbadmin bcdedit', 'delete *', '/set *'],
  [
    'defence-off',
    'Set-MpPreference sc reg',
    '-DisableRealtimeMonitoring *',
    'stop|delete|config *',
    'add|delete *',
  ],
  ['defence-off', 'falconctl falcon-kernel-check', '-d|--del', 'uninstall'],
  ['defence-off', 'osqueryctl wazuh-control ossec-control aide auditbeat filebeat', 'stop', 'disable'],
  ['defence-off', 'fail2ban-client', 'stop', 'unban'],
  ['defence-off', 'apparmor_parser', '-R|--remove'],
  ['defence-off', 'aa-complain aa-disable aa-teardown', ''],
  ['defence-off', 'semanage', 'permissive *', 'boolean *'],
  ['defence-off', 'setsebool', ''],
  ['defence-off', 'mokutil', '--disable-validation', '--import'],
  ['log-tampering', 'rsyslogd syslog-ng', '-k'],
  ['log-tampering', 'logger', '-n|--server -f|--file'],
  ['log-tampering', 'last lastlog lastb', '-C|--clear', '--clear'],
  ['log-tampering', 'faillog', '-r|--reset'],
  ['log-tampering', 'debugfs', '-w *'],
  ['log-tampering', 'touch', '-r|--reference /*'],
];

export const DEFENCE_WORDS: WordTable = wordTable(RULES);

/** Services whose stopping or killing leaves the machine unwatched, unprotected or unreachable. */
export const PROTECTING_SERVICE: RegExp =
  /^(?:auditd|rsyslogd?|syslog(?:-ng|d)?|systemd-journald|systemd|init|journald|sshd?|firewalld|ufw|nftables|iptables|fail2ban|crowdsec|clam\w*|freshclam|falcon\S*|falco\S*|wazuh\S*|ossec\S*|osqueryd?|sysmon|mdatp|mde\S*|sentinel\S*|cbagent\S*|cbdaemon|carbonblack\S*|xagt|esensor|ds_agent|qualys\S*|nessus\S*|crowdstrike\S*|apparmor|selinux\S*|aide\S*|chkrootkit|rkhunter|suricata|snort|zeek|filebeat|auditbeat|elastic-agent|splunk\S*|datadog-agent|amazon-ssm-agent|google-osconfig-agent|chronyd?|ntpd?|systemd-timesyncd|NetworkManager|networking|systemd-resolved|dbus|dockerd?|containerd|kubelet|cron|crond|qorectl|zoqore\S*)(?:\.(?:service|socket))?$/i;

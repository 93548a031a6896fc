/** Anything goes until a session has read a secret, has met what nobody vouches for, and reaches out. */
export const sequences = {
  source: 'sequences.yaml',
  text: `
apiVersion: zoqore.dev/policy/v1
name: sequences
default: allow
rules:
  - id: rule-of-two
    effect: escalate
    match: { labels: { completes: [untrusted-input, sensitive-data, external-effect] } }
  - id: secret-then-network
    effect: deny
    match: { action: network, labels: { any: [secret-read] } }
marks:
  - { id: secrets, label: secret-read, match: { action: read, path: { glob: vault/** } } }
  - { id: people, label: sensitive-data, match: { action: read, path: { glob: people/** } } }
  - { id: fetched, label: untrusted-input, match: { action: read, url: { host: '*' } } }
  - { id: sends, label: external-effect, match: { action: network } }
`,
};

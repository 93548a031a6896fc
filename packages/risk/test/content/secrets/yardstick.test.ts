import { generateKeyPairSync } from 'node:crypto';
import { creator, rules } from '@secretlint/secretlint-rule-preset-recommend';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../../src/index.ts';

/** Secretlint's recommended preset is kept by people who follow the vendors: what it finds, we find (decision 0017). */

/** Drawn once and never valid anywhere; long enough for every form below. */
const letters = 'q7Kx2mQpLr9ZtVw8Yz3AbCdEfGhJjKkMnPpQrStUvWxYz4B5C6D8F'.repeat(4);
const hexadecimal = '9f8e7d6c5b4a39281706f5e4d3c2b1a0'.repeat(5);
const run = (length: number): string => letters.slice(0, length);
const hex = (length: number): string => hexadecimal.slice(0, length);

/** One for each rule of the preset that looks for a secret; joined here, so that no scanner takes them for a leak. */
const samples: Readonly<Record<string, string>> = {
  aws: `AWS_SECRET_ACCESS_KEY="${run(40)}"`,
  gcp: JSON.stringify({
    type: 'service_account',
    private_key_id: hex(40),
    private_key: ['-----BEGIN PRIV', `ATE KEY-----\n${run(64)}\n-----END PRIV`, 'ATE KEY-----\n'].join(''),
  }),
  privatekey: generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
  npm: ['np', `m_${run(36)}`].join(''),
  basicauth: 'https://deploy:q7Kx2mQpLr9Zt@registry.example.net/',
  slack: ['xox', `b-847362910473-${run(24)}`].join(''),
  sendgrid: ['S', `G.${run(22)}.${run(43)}`].join(''),
  shopify: ['shp', `at_${hex(32)}`].join(''),
  stripe: ['sk_', `live_${run(24)}`].join(''),
  github: ['gh', `p_${run(36)}`].join(''),
  gitlab: ['glp', `at-${run(20)}`].join(''),
  grafana: ['gls', `a_${run(32)}_9f8e7d6c`].join(''),
  openai: ['sk', `-${run(20)}T3BlbkFJ${run(20)}`].join(''),
  anthropic: ['sk-', `ant-api03-${run(93)}AA`].join(''),
  groq: ['gs', `k_${run(52)}`].join(''),
  huggingface: ['h', 'f_qKxmQpLrZtVwYzAbCdEfGhJjKkMnPpQrSt'].join(''),
  linear: ['lin_', `api_${run(40)}`].join(''),
  notion: ['nt', `n_84736291047${run(35)}`].join(''),
  '1password': `ops_${Buffer.from(JSON.stringify({ email: 'bot@example.net', secretKey: run(193) })).toString('base64')}`,
  'database-connection-string': 'postgres://shop:q7Kx2mQpLr9Zt@db.example.net:5432/shop',
  'hashicorp-vault': ['hv', `s.${run(90)}`].join(''),
  vercel: ['vc', `p_${run(56)}`].join(''),
  databricks: ['da', `pi${hex(32)}`].join(''),
  docker: ['dckr', `_pat_${run(27)}`].join(''),
  figma: ['fi', `gd_${run(40)}`].join(''),
  cloudflare: ['cf', `ut_${run(40)}9f8e7d6c`].join(''),
  tailscale: ['tsk', `ey-auth-${run(17)}-${run(32)}`].join(''),
};

/** What the preset reports of a text, by the name of the rule. */
async function presetFindings(text: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const rule of rules) {
    const name = rule.meta.id.replace('@secretlint/secretlint-rule-', '');
    const context = {
      sharedOptions: {},
      createTranslator: () => () => ({ message: '', messageId: '' }),
      report: () => found.add(name),
      ignore: () => undefined,
    };
    const source = { content: text, filePath: 'x.json', ext: '.json', contentType: 'text', hasBOM: false };
    const created = rule.create(context, {}) as { file?: (source: never) => unknown };
    await created.file?.(source as never);
  }
  return found;
}

const searching = rules
  .map(({ meta }) => meta.id.replace('@secretlint/secretlint-rule-', ''))
  .filter((name) => name !== 'filter-comments');

describe('beside the preset of Secretlint', () => {
  it('is measured by all of its rules', () => {
    expect(creator.meta.type).toBe('preset');
    expect(new Set(Object.keys(samples))).toEqual(new Set(searching));
  });

  it.each(Object.entries(samples))('finds what its rule %s finds', async (name, sample) => {
    expect([...(await presetFindings(sample))]).toContain(name);
    expect(redactSecrets(`token ${sample} end`).count).toBeGreaterThan(0);
  });
});

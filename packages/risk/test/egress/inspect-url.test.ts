import { describe, expect, it } from 'vitest';
import { inspectUrl } from '../../src/index.ts';

describe('inspectUrl', () => {
  it('takes a URL apart', () => {
    expect(inspectUrl('HTTPS://Docs.Python.org:443/3/?q=1')).toMatchObject({
      scheme: 'https',
      host: 'docs.python.org',
      port: 443,
      path: '/3/',
      signals: [{ id: 'egress.reference-host', grade: 'L1' }],
    });
  });

  it.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://[::ffff:7f00:1]/', '127.0.0.1'],
    ['http://[64:ff9b::a9fe:a9fe]/', '169.254.169.254'],
    ['http://[2002:a9fe:a9fe::]/', '169.254.169.254'],
    ['http://localhost./', 'localhost'],
    ['gopher://0x7f.1/', '127.0.0.1'],
  ])('finds the address behind %s', (url, host) => {
    const found = inspectUrl(url);
    expect(found.host).toBe(host);
  });

  it.each([
    ['http://example.com/', 'egress.plain-http L2'],
    ['https://example.com:4444/', 'egress.unusual-port L2'],
    ['https://u:p@example.com/', 'egress.userinfo L3'],
    ['ssh://git@example.com/', 'egress.userinfo L2'],
    ['redis://db.corp/', 'egress.other-scheme L2'],
    ['https://8.8.8.8/', 'egress.ip-literal L2'],
    ['https://10.1.2.3/', 'egress.private L2'],
    ['https://[fe80::1]/', 'egress.link-local L3'],
    ['https://224.0.0.1/', 'egress.special-address L3'],
    ['https://metadata/', 'egress.metadata L3'],
    ['https://a.b.ngrok.io/', 'egress.drop-host L3'],
    ['https://printer/', 'egress.private L2'],
    ['https://a.localhost/', 'egress.loopback L2'],
    ['https://m\u00fcnchen.de/', 'egress.foreign-name L2'],
    ['https://\u0440\u0430ypal.com/', 'egress.foreign-name L3'],
    ['https://paypa1.com/', 'egress.look-alike L3'],
    ['https://exa\u200bmple.com/', 'egress.hidden-characters L3'],
    [`https://example.com/?${'x'.repeat(3000)}`, 'egress.long-query L2'],
    ['//example.com', 'egress.unparsable L3'],
    [`https://example.com/${'x'.repeat(70_000)}`, 'egress.unparsable L3'],
  ])('says of %s: %s', (url, expected) => {
    expect(inspectUrl(url).signals.map(({ id, grade }) => `${id} ${grade}`)).toContain(expected);
  });

  it('judges the file that a file URL names', () => {
    const place = { workspace: '/w', home: '/home/x' };
    expect(inspectUrl('file:///etc/shadow', place).signals.map(({ id }) => id)).toContain('path.credentials');
  });
});

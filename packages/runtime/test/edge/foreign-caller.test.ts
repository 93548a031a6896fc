import { describe, expect, it } from 'vitest';
import { foreignCaller, ownNames } from '../../src/edge/index.ts';

const own = ownNames({ hosts: ['Gateway.example'], origins: ['https://console.example'] });
const ofHost = (host: string) => foreignCaller({ host, origin: null }, own);
const ofOrigin = (origin: string) => foreignCaller({ host: 'localhost', origin }, own);

describe('a caller', () => {
  it.each([
    'localhost',
    'LOCALHOST:7777',
    'app.localhost',
    '127.0.0.1:1',
    '203.0.113.9',
    '[::1]:7778',
    'gateway.example.',
    'gateway.example:443',
  ])('is our own under the host %s', (host) => {
    expect(ofHost(host)).toBeUndefined();
  });

  it.each([
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example@127.0.0.1',
    '127.0.0.1/evil',
    '127.0.0.1 ',
    '[::1].evil.example',
    'sub.gateway.example',
    'localhost:123456',
  ])('is foreign under the host `%s`', (host) => {
    expect(ofHost(host)).toBe('host');
  });

  it.each([
    'http://localhost:6274',
    'http://127.0.0.1',
    'https://[::1]:1',
    'https://console.example',
    'https://gateway.example',
  ])('is our own from the origin %s', (origin) => {
    expect(ofOrigin(origin)).toBeUndefined();
  });

  it.each([
    'null',
    '',
    'https://evil.example',
    'http://127.0.0.1.evil.example',
    'http://192.0.2.1',
    'http://gateway.example',
    'ftp://localhost',
    'http://localhost/path',
    'chrome-extension://localhost',
  ])('is foreign from the origin `%s`', (origin) => {
    expect(ofOrigin(origin)).toBe('origin');
  });
});

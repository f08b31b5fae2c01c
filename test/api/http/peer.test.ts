import assert from 'node:assert/strict';
import { Hono } from 'hono';
import { networkOf, peerAddress } from '../../../src/api/http/peer.js';
import { loadConfig } from '../../../src/config.js';
import { sandboxSettings } from '../../../src/sandbox/settings.js';
import { from } from '../../support/lone-api.js';

const proxies = '10.0.0.0/8, 192.0.2.7, 2001:db8:ffff::/48';
const { isTrustedProxy } = loadConfig(
  { ...sandboxSettings({}, '/').env, TRUSTED_PROXIES: proxies },
  { isSandbox: true },
);

describe('who asks', () => {
  const table: [what: string, socket: string, forwarded: string | undefined, peer: string][] = [
    ['is the socket', '203.0.113.9', undefined, '203.0.113.9'],
    [
      'is the socket, whatever it says, unless it is trusted',
      '203.0.113.9',
      '1.2.3.4',
      '203.0.113.9',
    ],
    ['is what a trusted proxy says', '10.1.2.3', '1.2.3.4', '1.2.3.4'],
    ['is the right-most that is not trusted', '10.1.2.3', '6.6.6.6, 1.2.3.4, 192.0.2.7', '1.2.3.4'],
    ['is the proxy where that says nothing', '10.1.2.3', undefined, '10.1.2.3'],
    ['is the last known where there is no address', '10.1.2.3', '1.2.3.4, unknown', '10.1.2.3'],
    ['is the first where all are trusted', '10.1.2.3', '10.0.0.9, 192.0.2.7', '10.0.0.9'],
    ['has no port', '10.1.2.3', '1.2.3.4:4711', '1.2.3.4'],
    ['has neither brackets nor port', '10.1.2.3', '[2001:db8::1]:4711', '2001:db8::1'],
    ['has no zone', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['is IPv4 where IPv6 holds it', '::ffff:10.1.2.3', '::FFFF:1.2.3.4', '1.2.3.4'],
    ['is IPv4 in either spelling', '::ffff:a01:203', '1.2.3.4', '1.2.3.4'],
    ['may come by a proxy with IPv6', '2001:db8:ffff::2', '1.2.3.4', '1.2.3.4'],
    ['is no range beside the trusted one', '11.0.0.1', '1.2.3.4', '11.0.0.1'],
  ];
  for (const [what, socket, forwarded, expected] of table) {
    it(what, async () => {
      const app = new Hono().get('/', (c) => c.text(peerAddress(c, isTrustedProxy)));
      const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded };
      const answer = await app.request('/', { headers }, from(socket));
      assert.equal(await answer.text(), expected);
    });
  }

  it('is counted by its /64, where it is IPv6', () => {
    const network = networkOf('2001:db8:1:2::1');
    for (const neighbour of ['2001:DB8:1:2:ffff::9', '2001:0db8:0001:0002:1:2:3:4']) {
      assert.equal(networkOf(neighbour), network);
    }
    assert.notEqual(networkOf('2001:db8:1:3::1'), network);
    assert.equal(networkOf('::1'), networkOf('::2'));
    assert.equal(networkOf('203.0.113.9'), '203.0.113.9');
  });
});

describe('TRUSTED_PROXIES', () => {
  for (const wrong of [
    'proxy.example',
    '10.0.0.0/33',
    '2001:db8::/129',
    '*',
    '10.0.0.0/',
    '1.2.3',
  ]) {
    it(`is no list of networks: ${wrong}`, () => {
      const env = { ...sandboxSettings({}, '/').env, TRUSTED_PROXIES: `10.0.0.1,${wrong}` };
      assert.throws(() => loadConfig(env, { isSandbox: true }), /TRUSTED_PROXIES: expected/);
    });
  }

  it('names nobody unless it is set', () => {
    const { isTrustedProxy: isTrusted } = loadConfig(sandboxSettings({}, '/').env, {
      isSandbox: true,
    });
    assert.equal(isTrusted('127.0.0.1'), false);
    assert.equal(isTrusted(''), false);
  });
});

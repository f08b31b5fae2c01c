import assert from 'node:assert/strict';
import { createLogger, scrubber } from '../../src/processes/log.js';

const secrets = [
  'own"quoted\\secret',
  'ntn_secret',
  'ntn_secret_longer',
  'https://h.example/TEAM/B1',
];

describe('a line of the log', () => {
  const lines: string[] = [];
  const log = createLogger('info', secrets, (line) => lines.push(line));
  beforeEach(() => (lines.length = 0));
  const said = () => lines.join('');

  it('names the run and the contact that it is about, whoever writes it', () => {
    const key = '5f1c'.repeat(8);
    const run = `no-show/${key}/abcdef`;
    for (const fields of [{ run }, { workflowId: run }, { workflowId: run, run }]) {
      lines.length = 0;
      log.warn({ event: 'x', ...fields });
      const line = JSON.parse(said()) as Record<string, unknown>;
      assert.deepEqual([line['run'], line['contact']], [run, key]);
    }
    lines.length = 0;
    log.warn({ event: 'x', run: 'sending-switch' });
    assert.equal('contact' in (JSON.parse(said()) as object), false);
  });

  const places: [what: string, say: (secret: string) => void][] = [
    ['a message', (secret) => log.info(`got ${secret}!`)],
    ['a field', (secret) => log.info({ event: 'x', deep: { list: [secret] } })],
    ['the name of a field', (secret) => log.info({ [secret]: 1 })],
    ['an error', (secret) => log.error({ err: new Error(`refused ${secret}`) })],
    ["an error's cause", (secret) => log.error(new Error('no', { cause: new Error(secret) }))],
    ['an address', (secret) => log.warn(`GET /?key=${encodeURIComponent(secret)}`)],
    ['a header', (secret) => log.warn(`Basic ${Buffer.from(secret).toString('base64')}`)],
    ["a child's own fields", (secret) => log.child({ secret }).warn('x')],
  ];
  for (const [what, say] of places) {
    it(`holds no secret in ${what}`, () => {
      for (const secret of secrets) {
        lines.length = 0;
        say(secret);
        assert.equal(lines.length, 1);
        assert.match(said(), /\[secret\]/);
        assert.ok(!said().includes(JSON.stringify(secret).slice(1, -1)), said());
        assert.doesNotMatch(said(), /_longer|quoted|TEAM/);
        assert.doesNotThrow(() => JSON.parse(said()), 'it is still JSON');
      }
    });
  }

  it('is as it was where there is none', () => {
    log.info({ event: 'the API is listening', port: 8000 });
    assert.match(
      said(),
      /"level":30,"time":"[^"]+","event":"the API is listening","port":8000}\n$/,
    );
    assert.equal(scrubber([])('anything'), 'anything');
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Ask } from '../../src/cli/cli.js';
import type { Environment } from '../../src/config/environment.js';
import { loadConfig } from '../../src/config.js';
import { DAY } from '../../src/domain/duration.js';
import { type Namespace, neededAttributes, neededSchedules } from '../../src/runs/namespace.js';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { Traffic } from '../contract/traffic.js';
import { evergreen } from './evergreen.js';

const page = { id: '40000000-0000-4000-8000-000000000000', title: 'Evergreen' };

const namespace: Namespace = {
  name: 'default',
  look: async () => ({
    state: 'there',
    retentionMs: 30 * DAY,
    attributes: neededAttributes,
    schedules: neededSchedules,
  }),
  make: async () => 'done',
  keepFor: async () => 'done',
  addAttributes: async () => 'done',
  makeSchedule: async () => 'done',
};

describe('evergreen init', () => {
  const traffic = new Traffic({ allRequests: true });
  const notion = createNotionStandIn({
    file: ':memory:',
    seed: { pages: [page] },
    requestsPerMinute: 1_000_000,
    observer: traffic.observer('notion'),
  });
  const resend = createResendStandIn({
    file: ':memory:',
    seed: { domains: [{ name: 'salon-sarah.org' }] },
    requestsPerSecond: 1_000,
    observer: traffic.observer('resend'),
  });
  let folder: string;
  let envPath: string;
  /** Where the vendors are, and how fast. */
  let surroundings: Environment;

  before(async () => {
    surroundings = {
      NOTION_BASE_URL: (await notion.listen(0)).url,
      RESEND_BASE_URL: (await resend.listen(0)).url,
      NOTION_REQUESTS_PER_SECOND: '10000',
      RESEND_REQUESTS_PER_SECOND: '1000',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    };
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    envPath = join(folder, '.env');
    resend.setWebhook(undefined);
    await Promise.all([notion.reset(), resend.reset()]);
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => {
    notion.close();
    resend.close();
    traffic.assertFaithful();
  });

  const known = {
    NOTION_TOKEN: 'ntn_a-token-of-our-own',
    RESEND_API_KEY: 're_a-key-of-our-own',
    RESEND_FROM_EMAIL: "Sarah O'Brien <sarah@salon-sarah.org>",
    SENDER_ADDRESS: '1 Main Street, Springfield',
    PUBLIC_URL: 'http://127.0.0.1:8000',
  };

  const init = (env: Environment, ask?: Ask, typed = ask ? 'init' : 'init --yes') =>
    evergreen(typed, {
      env,
      envPath,
      withNamespace: (work) => work(namespace),
      now: () => new Date(),
      ...(ask && { ask }),
    });

  const written = async () => parseEnv(await readFile(envPath, 'utf8'));

  it('goes from an empty folder and empty vendors to a test email, asking nothing', async () => {
    const { code, err } = await init({ ...surroundings, ...known });
    assert.equal(code, 0, err);
    const config = loadConfig(await written());
    assert.equal(config.sender.from, "Sarah O'Brien <sarah@salon-sarah.org>");
    assert.equal(config.sender.name, "Sarah O'Brien");
    assert.equal((await stat(envPath)).mode & 0o777, 0o600);
    const [mail, ...more] = resend.ledger();
    assert.deepEqual(
      [mail?.to, mail?.subject, more.length],
      [['sarah@salon-sarah.org'], '[Test] Evergreen can send', 0],
    );
  });

  it('changes nothing, and sends nothing more, when it is run again', async () => {
    await init({ ...surroundings, ...known });
    const text = await readFile(envPath, 'utf8');
    const writes = notion.ledger().length;
    const { code, err, out } = await init({ ...surroundings, ...(await written()) });
    assert.equal(code, 0, err);
    assert.match(out, /had everything/);
    assert.equal(await readFile(envPath, 'utf8'), text);
    assert.deepEqual([notion.ledger().length, resend.ledger().length], [writes, 1]);
  });

  it('takes what is typed, and asks again with the reason for what the vendor refuses', async () => {
    notion.setFaults([{ kind: 'status', status: 401, times: 1 }]);
    const asked: string[] = [];
    const { ask, rest } = answering(
      [/Token of your Notion/, 'ntn_mistyped-token', true],
      [/Token of your Notion/, known.NOTION_TOKEN, true],
      [/API key of Resend/, known.RESEND_API_KEY, true],
      [/Sender of the emails/, 'nobody', false],
      [/Sender of the emails/, 'Sarah <sarah@salon-sarah.org>', false],
      [/Where replies go \[sarah@salon-sarah.org\]/, '', false],
      [/Sender's name in the footer \[Sarah\]/, 'Salon Sarah', false],
      [/Postal address/, '', false],
      [/Postal address/, known.SENDER_ADDRESS, false],
      [/Where readers will reach/, 'http://mail.salon-sarah.org', false],
      [/Where readers will reach/, known.PUBLIC_URL, false],
      [/Incoming webhook/, '', true],
      [/Page of Notion/, '', false],
      [/Your own address/, 'me@salon-sarah.org', false],
    );
    const { code, err } = await init(surroundings, async (question, options) => {
      asked.push(question);
      return ask(question, options);
    });
    assert.equal(code, 0, err);
    assert.deepEqual(rest(), []);
    for (const why of [
      /Notion does not know the token/,
      /expected "Name <a@b.org>"/,
      /it is needed/,
      /expected https, as readers open it/,
    ]) {
      assert.match(err, why);
    }
    const { SENDER_NAME, RESEND_REPLY_TO, NOTION_TOKEN } = await written();
    assert.deepEqual(
      [SENDER_NAME, RESEND_REPLY_TO, NOTION_TOKEN],
      ['Salon Sarah', 'sarah@salon-sarah.org', known.NOTION_TOKEN],
    );
    assert.deepEqual(resend.ledger()[0]?.to, ['me@salon-sarah.org']);
  });

  it('goes on where it was when it is killed half-way', async () => {
    const { ask } = answering(
      [/Token of your Notion/, known.NOTION_TOKEN, true],
      [/API key of Resend/, known.RESEND_API_KEY, true],
    );
    assert.equal((await init(surroundings, ask)).code, 1);
    const kept = await written();
    assert.deepEqual(
      [kept['NOTION_TOKEN'], kept['RESEND_API_KEY']],
      [known.NOTION_TOKEN, known.RESEND_API_KEY],
    );
    const { NOTION_TOKEN: _, RESEND_API_KEY: __, ...others } = known;
    const { code, err } = await init({ ...surroundings, ...kept, ...others });
    assert.equal(code, 0, err);
  });

  it('keeps the lines and values that a file has, and takes an example for nothing', async () => {
    const before =
      '# ours\nSENDER_NAME=Ours\nRESEND_REPLY_TO=you@example.org\nADMIN_TOKEN=\nOTHER=1\n';
    await writeFile(envPath, before);
    const { code, err } = await init({ ...surroundings, ...known, ...parseEnv(before) });
    assert.equal(code, 0, err);
    const lines = (await readFile(envPath, 'utf8')).split('\n');
    assert.deepEqual(lines.slice(0, 3), [
      '# ours',
      'SENDER_NAME=Ours',
      'RESEND_REPLY_TO=sarah@salon-sarah.org',
    ]);
    assert.match(lines[3] ?? '', /^ADMIN_TOKEN=[0-9a-f]{64}$/);
    assert.equal(lines[4], 'OTHER=1');
    assert.equal((await stat(envPath)).mode & 0o777, 0o600);
  });

  it('takes the secret of a webhook that is there, and makes none beside it', async () => {
    const endpoint = `${known.PUBLIC_URL}/webhooks/resend`;
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    await resend.seed({ domains: [{ name: 'salon-sarah.org' }], webhooks: [{ endpoint, secret }] });
    await init({ ...surroundings, ...known });
    assert.equal((await written())['RESEND_WEBHOOK_SECRET'], secret);
  });

  it('says all that is missing at once, and refuses a key before anything is written', async () => {
    const missing = await init(surroundings);
    assert.equal(missing.code, 1);
    assert.match(
      missing.err,
      /NOTION_TOKEN, RESEND_API_KEY, RESEND_FROM_EMAIL, .*PUBLIC_URL have no default/,
    );
    resend.setFaults([{ kind: 'status', status: 403 }]);
    const refused = await init({ ...surroundings, ...known });
    assert.match(
      refused.err,
      /RESEND_API_KEY is set, and cannot be used: Resend refuses it: invalid_api_key/,
    );
    assert.equal(refused.code, 1);
  });

  it('takes a vendor that is away for no fault of a value that is set', async () => {
    resend.setFaults([{ kind: 'reset' }]);
    const { code, err } = await init({ ...surroundings, ...known });
    assert.equal(code, 1);
    assert.match(
      err,
      /RESEND_API_KEY cannot be tried: Resend does not answer: .*; run evergreen init again/,
    );
  });

  it('says what is wrong at Notion, and not only how much', async () => {
    notion.setFaults([{ kind: 'status', status: 401, skip: 1, times: 20 }]);
    const typed = `init --yes --page ${page.id}`;
    const { err } = await init({ ...surroundings, ...known }, undefined, typed);
    assert.match(err, /^ +wrong .*Notion does not know the token/m);
  });

  it('says that no email was sent where Resend refuses it', async () => {
    resend.setFaults([{ kind: 'status', status: 403, route: 'POST /emails' }]);
    const { code, err } = await init({ ...surroundings, ...known });
    assert.deepEqual([code, resend.ledger().length], [1, 0]);
    assert.match(err, /no test email was sent: Resend says invalid_api_key \(403\)/);
  });

  it('is wrong usage without a terminal', async () => {
    const { code, err } = await init({ ...surroundings, ...known }, undefined, 'init');
    assert.equal(code, 2, err);
    assert.match(err, /init asks at a terminal, and here is none: --yes/);
  });

  it('shows no secret of what it does', async () => {
    const { out, err } = await init({ ...surroundings, ...known });
    for (const secret of [
      known.NOTION_TOKEN,
      known.RESEND_API_KEY,
      (await written())['ADMIN_TOKEN'],
    ]) {
      assert.ok(secret && !`${out}${err}`.includes(secret));
    }
  });
});

/** Somebody who gives these answers, in this order; then they are gone. */
function answering(...script: [question: RegExp, answer: string, isHidden: boolean][]) {
  const ask: Ask = async (question, { isHidden }) => {
    const [expected, answer, isSecret] = script.shift() ?? [];
    if (!expected || answer === undefined) throw new Error('killed');
    assert.match(question, expected);
    assert.equal(isHidden, isSecret);
    return answer;
  };
  return { ask, rest: () => script };
}

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { withRuns } from '../../src/cli/temporal.js';
import { contactKey } from '../../src/domain/contact.js';
import { evergreen } from '../cli/evergreen.js';
import { askApi, type Fleet, startFleet } from '../support/fleet.js';
import { ownEnvironment } from '../support/own-environment.js';
import { eventually } from '../support/sandbox-process.js';

const drawn = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const theirs = drawn('theirs');
const other = drawn('other');

/** By default a server takes half a minute until it deletes what has just ended. */
const configuration = {
  'history.transferProcessorUpdateAckInterval': '"1s"',
  'history.visibilityProcessorUpdateAckInterval': '"1s"',
};

describe('a person whose workflows are sealed with a key that the command line lacks', () => {
  let fleet: Fleet;
  before(async () => {
    const rates = { notionPerSecond: 200, resendPerSecond: 50 };
    const settings = { ENCRYPTION_KEY: theirs };
    fleet = await startFleet({ workers: 1, apis: 1, ...rates, settings, configuration });
  });
  after(() => fleet.close());

  const post = async (path: string, body: object) => {
    const { status, body: answer } = await askApi(fleet.apis[0] ?? '', path, body);
    assert.ok([200, 202].includes(status), JSON.stringify(answer));
    return String(answer['id']);
  };
  const command = (typed: string, ENCRYPTION_KEY: string) => {
    const env = {
      ...ownEnvironment,
      USER: 'Ann',
      TEMPORAL_ADDRESS: fleet.temporal.address,
      NOTION_BASE_URL: fleet.notionUrl,
      NOTION_REQUESTS_PER_SECOND: '200',
      RESEND_BASE_URL: fleet.resendUrl,
      TESTING_MODE: 'false',
      ENCRYPTION_KEY,
    };
    return evergreen(typed, { env, withRuns: (work, starting) => withRuns(env, work, starting) });
  };
  const count = async (query: string) => (await fleet.client.workflow.count(query)).count;
  const ended = (query: string, least: number) =>
    eventually(`${query} have ended`, async () => {
      const open = await count(`${query} AND ExecutionStatus = 'Running'`);
      return open === 0 && (await count(query)) >= least;
    });

  it('is not said to have nothing held of them', async () => {
    await post('/templates/5-Day%20E2/test-send', { to: 'tested@salon.example', by: 'Ann' });
    await ended("WorkflowType = 'sendTest'", 1);
    const whose =
      /1 workflow cannot be opened here, and may be of this person: test-send\/\S+\. To know/;
    for (const go of ['', ' --go']) {
      const { code, out, err } = await command(`forget tested@salon.example${go}`, '');
      assert.equal(code, 1);
      assert.match(err, whose);
      assert.match(out, /Nothing that can be opened here is held of this person/);
    }
    const account = await command('export tested@salon.example', other);
    assert.equal(account.code, 1);
    assert.match(account.err, /test-send\/\S+ cannot be opened, and may be of this person/);

    const { code, out } = await command('forget tested@salon.example --go', theirs);
    assert.equal(code, 0);
    assert.match(out, /1 execution deleted/);
  });

  it('is shown what can be opened, and forgotten with the rest', async () => {
    const email = 'gone@salon.example';
    await post('/webhooks/signup', { email });
    const id = await post('/webhooks/post-call', { email });
    await post(`/runs/${encodeURIComponent(id)}/stop`, { by: 'Ann' });
    const held = `ContactKey = '${contactKey(ownEnvironment.CONTACT_KEY_SECRET, email)}'`;
    await ended(held, 2);

    const account = await command(`export ${email}`, other);
    assert.equal(account.code, 1);
    assert.match(account.err, /signup\/\w+ cannot be opened: is its ENCRYPTION_KEY gone\?/);
    assert.match(account.err, /post-call\/\S+ cannot be opened: is its ENCRYPTION_KEY gone\?/);
    assert.match(account.out, /gone@salon\.example/);

    const { code, out, err } = await command(`forget ${email} --go`, other);
    assert.equal(code, 0, err);
    assert.match(out, /3 executions deleted/);
    assert.match(out, /1 contact and 3 rows of the tracker put into the trash/);
    await eventually('nothing is listed', async () => (await count(held)) === 0);
  });
});

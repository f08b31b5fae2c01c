import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxSecrets } from '../../src/config/known-secrets.js';
import { contactKey } from '../../src/domain/contact.js';
import type { Question } from '../../src/domain/question.js';
import { taskQueues } from '../../src/domain/run/task-queues.js';
import { unsubscribeUrl } from '../../src/processes/activity-deps.js';
import type { Runs } from '../../src/runs/runs.js';
import { evergreen } from '../cli/evergreen.js';
import { foundIn } from '../support/canary.js';
import { allOfNotion, allOfTemporal } from '../support/kept.js';
import { operatorsSettings } from '../support/operators-settings.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** Texts that stand nowhere else. */
const canaries = {
  local: 'zanzibarina',
  firstName: 'Quittenblüte',
  lastName: 'Ölmüllerová',
  business: 'Kontor Zander',
  form: 'Zanzibarina.Quitte@Kanaria.Example',
};
const posted = {
  email: canaries.form,
  first_name: canaries.firstName,
  last_name: canaries.lastName,
  business_name: canaries.business,
};

/** By default a server takes half a minute until it deletes what has just ended. */
const limits = {
  'history.transferProcessorUpdateAckInterval': '"1s"',
  'history.visibilityProcessorUpdateAckInterval': '"1s"',
};

/** What is asked of us by law, at the command line, on a server and stand-ins of this test. */
describe('a person who asks what is held of them, and to be forgotten', () => {
  const story = inRealTime({ goesOn: true, limits });
  const key = contactKey(sandboxSecrets.CONTACT_KEY_SECRET, posted.email);

  const command = async (
    typed: string | string[],
    more: Record<string, string> = {},
    runs?: Runs,
  ) => {
    const { world } = story;
    return evergreen(typed, {
      env: { ...operatorsSettings(world), ...more },
      now: () => new Date(),
      withRuns: (work) => work(runs ?? world.runs),
    });
  };
  const done = async (typed: string | string[]) => {
    const { code, out, err } = await command(typed);
    assert.equal(code, 0, err);
    return out;
  };
  const unsubscribe = async (email: string) => {
    const { pathname } = new URL(unsubscribeUrl(story.world.config, email));
    assert.equal((await story.world.app.request(pathname, { method: 'POST' })).status, 200);
  };
  const isEnrolled = (id: string) =>
    eventually(`${id} has rows`, async () => (await story.world.rows(id)).length > 0);

  const temporal = () => allOfTemporal(story.world);
  const notion = () => allOfNotion(story.world);

  it('has an account of everything', async () => {
    const { world } = story;
    await world.accept({ ...posted, source: 'fair' }, '/webhooks/signup');
    const { id } = await world.accept({ ...posted, red_systems: 2, weakest_system_1: 'GPS' });
    await isEnrolled(id);
    await world.control(id, 'send-now');
    await eventually('an email is sent', async () => world.resend.ledger().length > 0);
    await unsubscribe(posted.email);
    assert.equal((await world.result(id)).outcome, 'stopped:unsubscribed');
    const { id: open } = await world.accept(
      { ...posted, payment_confirmed: true },
      '/webhooks/onboarding',
    );
    await isEnrolled(open);
    await eventually('all of them are listed', async () => {
      return (await world.client.workflow.count(`ContactKey = '${key}'`)).count === 5;
    });

    const account = JSON.parse(await done('export zanzibarina.QUITTE@kanaria.example --json')) as {
      contacts: { values: { lastName: string; emailStatus: string } }[];
      tracker: { values: { key: string } }[];
      runs: { id: string; outcome?: string; history: { by?: string }[] }[];
      executions: { id: string; told: { what: string; given: unknown[] }[] }[];
      stops: string[];
      mails: { subject: string; lastEvent: string }[];
      missing: string[];
    };
    assert.deepEqual(
      account.contacts.map(({ values }) => [values.lastName, values.emailStatus]),
      [[canaries.lastName, 'Unsubscribed']],
    );
    assert.equal(account.tracker.length, 8);
    assert.deepEqual(
      Object.fromEntries(account.runs.map((run) => [run.id, run.outcome ?? 'open'])),
      {
        [id]: 'stopped:unsubscribed',
        [open]: 'open',
      },
    );
    assert.ok(account.runs.some(({ history }) => history.some(({ by }) => by === 'Ann')));
    assert.deepEqual(account.stops, ['unsubscribed']);
    assert.equal(account.mails.length, 1);
    assert.deepEqual(account.missing, []);
    const signup = account.executions.find((one) => one.id === `signup/${key}`);
    assert.match(JSON.stringify(signup?.told), /Quittenblüte/);
    const text = await done(['export', posted.email]);
    assert.match(text, /^ {2}assessment\/.* ended: stopped:unsubscribed, CRITICAL$/m);
    assert.match(text, /^ {4}lastName: Ölmüllerová$/m);
    assert.ok(foundIn(await temporal(), canaries).length > 3, 'the search finds what is there');
  });

  it('has it in a file of their own, and hears what could not be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'export-'));
    const out = join(folder, 'person.txt');
    assert.match(await done(['export', posted.email, '--out', out]), /can be read by you alone/);
    assert.equal(statSync(out).mode & 0o777, 0o600);
    assert.match(readFileSync(out, 'utf8'), /Quittenblüte/);
    rmSync(folder, { recursive: true });
    const away = { RESEND_BASE_URL: 'http://127.0.0.1:9' };
    const unread = await command(['export', posted.email], away);
    assert.deepEqual([unread.code, unread.out.includes(canaries.lastName)], [1, true]);
    assert.match(unread.err, /not all could be read: Resend \(Resend does not list its mails/);
    const sending = { RESEND_API_KEY: 're_sending_only' };
    const { code, out: told } = await command(['export', posted.email, '--json'], sending);
    const { warnings } = JSON.parse(told) as { warnings: string[] };
    assert.equal(code, 0);
    assert.match(warnings.join(), /restricted_api_key: what was sent stands in the tracker alone/);
  });

  it('loses nothing as long as nobody says --go', async () => {
    const out = await done(['forget', posted.email]);
    assert.match(
      out,
      /^Temporal: 1 workflow would be ended first; 5 executions would be deleted\.$/m,
    );
    assert.match(
      out,
      /^Notion: 1 contact and 8 rows of the tracker would be put into the trash\.$/m,
    );
    assert.match(out, /^Nothing was changed: that takes --go\.$/m);
    assert.ok(!out.toLowerCase().includes('zanzibarina'));
    assert.equal((await story.world.observer.tracker.all()).length, 8);
  });

  it('keeps everything where no worker runs', async () => {
    const { world } = story;
    await world.stopWorkers();
    const { code, err } = await command(['forget', posted.email, '--go']);
    assert.equal(code, 1);
    assert.match(err, /could not end what is open: No worker answers, .*onboarding\//);
    const account = await command(['export', posted.email, '--json']);
    assert.equal(account.code, 1);
    assert.match(account.err, /the history of [^:]*onboarding\/[^:]*: no worker has answered/);
    await world.startWorkers();
    assert.equal((await world.observer.tracker.all()).length, 8);
  });

  it('is told where it stopped, when Notion refuses midway', async () => {
    const { world } = story;
    world.notion.setFaults([{ kind: 'status', status: 403, match: '"in_trash":true', skip: 4 }]);
    const { code, err } = await command(['forget', posted.email, '--go']);
    world.notion.setFaults([]);
    assert.equal(code, 1);
    assert.match(err, /could not put what Notion has into its trash: Notion answered 403/);
    assert.match(
      err,
      /1 ended, 4 rows and 0 contacts in the trash, 0 executions deleted\. Run it again: it goes on\.$/m,
    );
  });

  it('is forgotten, but for that they must not be mailed', async () => {
    const { world } = story;
    const out = await done(['forget', 'ZANZIBARINA.quitte@kanaria.example', '--go', '--by', 'Ann']);
    assert.ok(!out.toLowerCase().includes('zanzibarina'));
    assert.match(out, new RegExp(`^Contact key: ${key}$`, 'm'));
    assert.deepEqual(foundIn(await temporal(), canaries), []);
    assert.deepEqual(foundIn(await notion(), canaries), []);
    const left = await world.observer.contacts.all();
    assert.deepEqual(
      left.map(({ values }) => [values.contactKey, values.emailStatus, values.email]),
      [[key, 'Unsubscribed', null]],
    );
    const again = await done(['forget', posted.email, '--go']);
    assert.match(again, /Nothing else is held of this person/);
    assert.equal((await world.observer.contacts.all()).length, 1);
  });

  it('is still suppressed when an event names them again, also where only Notion knows', async () => {
    const { world } = story;
    const { id, status } = await world.accept({ ...posted, red_systems: 1 });
    assert.equal(status, 'accepted');
    assert.equal((await world.result(id)).outcome, 'suppressed');
    await done(['forget', posted.email, '--go']);
    await world.client.workflow.getHandle(`stop/${key}/unsubscribed`).terminate();
    const { id: later } = await world.accept({ ...posted, red_systems: 1 });
    assert.equal((await world.result(later)).outcome, 'suppressed');
    const [only, ...more] = await world.observer.contacts.all();
    assert.deepEqual([only?.values.emailStatus, more], ['Unsubscribed', []]);
  });

  it('comes again as somebody new, where nothing forbids to mail them', async () => {
    const { world } = story;
    const sarah = { email: 'sarah+shop@salon.example', first_name: 'Sarah', red_systems: 2 };
    const { id } = await world.accept(sarah);
    await isEnrolled(id);
    await world.observer.contacts.create({ email: sarah.email, firstName: 'Sarah, by hand' });
    const sarahsKey = contactKey(sandboxSecrets.CONTACT_KEY_SECRET, sarah.email);
    // As they stay behind where whoever asked died before it had them deleted.
    const questions: Question[] = [
      { about: 'address', of: sarahsKey },
      { about: 'contact', of: sarah.email },
    ];
    for (const question of questions) {
      await world.client.workflow.execute('answerQuestion', {
        taskQueue: taskQueues.workflows,
        workflowId: `question/${question.about}`,
        args: [question],
      });
    }
    const out = await done(['forget', sarah.email, '--go', '--json']);
    const { contacts, trackerRows, suppression } = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual([contacts, trackerRows, suppression], [2, 5, null]);
    assert.deepEqual(foundIn(await notion(), { sarah: sarah.email }), []);
    assert.deepEqual(foundIn(await temporal(), { sarah: sarah.email, key: sarahsKey }), []);
    assert.match(await done(['forget', sarah.email]), /^Nothing is held of this person\.$/m);
    const { id: next, status } = await world.accept(sarah);
    assert.deepEqual([next, status], [id, 'accepted']);
    await isEnrolled(next);
    assert.equal((await world.told(next)).status, 'running');
  });

  it('is forgotten with what begins meanwhile', async () => {
    const { world } = story;
    const late = { email: 'late@salon.example', first_name: 'Latecomer', red_systems: 2 };
    await world.accept(late);
    const begun: string[] = [];
    const runs: Runs = {
      ...world.runs,
      async deleteAll(...asked) {
        if (begun.length === 0) {
          begun.push((await world.accept({ ...late, event_id: 'call' }, '/webhooks/no-show')).id);
        }
        return world.runs.deleteAll(...asked);
      },
    };
    const { code, err } = await command(['forget', late.email, '--go'], {}, runs);
    assert.equal(code, 0, err);
    assert.match(begun.join(), /^no-show\//);
    const looked = { address: late.email, name: late.first_name };
    assert.deepEqual(foundIn(await temporal(), looked), []);
    assert.deepEqual(foundIn(await notion(), looked), []);
  });

  it('is forgotten where shadow mode knows them, with what holds for later runs', async () => {
    const { world } = story;
    const someone = { email: 'shadowed@salon.example', red_systems: 2 };
    await world.restart({ SHADOW: 'true' });
    const { id } = await world.accept(someone);
    await unsubscribe(someone.email);
    assert.equal((await world.result(id)).outcome, 'stopped:unsubscribed');
    await world.restart({ SHADOW: 'false' });
    assert.match(await done(['forget', someone.email, '--go']), /executions deleted\.$/m);
    assert.deepEqual(foundIn(await temporal(), { address: someone.email }), []);
  });

  it('is nobody whom we forget in shadow mode', async () => {
    const { code, err } = await command(['forget', posted.email, '--go'], { SHADOW: 'true' });
    assert.equal(code, 1);
    assert.match(err, /SHADOW is on/);
  });
});

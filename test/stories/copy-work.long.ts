import assert from 'node:assert/strict';
import { evergreen, type Ran } from '../cli/evergreen.js';
import { assertDescribed } from '../support/described.js';
import { sentMails } from '../support/sent-mails.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** From a template to the reader, as whoever writes copy sees it: through API and commands. */
describe('work on copy, in skipped time', () => {
  const story = inSkippedTime({ settings: { TESTING_RECIPIENTS: 'ann@ours.example' } });

  const run = (...typed: string[]): Promise<Ran> =>
    evergreen(['templates', ...typed], {
      fetch: async (input, init) => story.world.app.request(new Request(input, init)),
    });
  const edit = async (name: string, values: object) => {
    const [row] = await story.world.observer.templates.find('name', 'equals', name);
    await story.world.observer.templates.update(row?.id ?? '', values);
  };
  const knowSarah = async () => {
    await story.world.observer.contacts.create({
      email: 'sarah@salon.example',
      firstName: 'Zoe',
      businessName: 'Zoe & Co',
      segment: 'URGENT',
    });
  };
  const sendTest = (to: string, more: object = {}) =>
    story.world.operate<{ id: string; detail: string; errors: object[] }>(
      '/templates/5-Day%20E2/test-send',
      { to, by: 'Ann', ...more },
    );

  it('lints what is in Notion: each finding with rule, level and place; exit 1 for a fault', async () => {
    const good = await run('lint');
    assert.equal(good.code, 0, good.err);
    assert.match(good.out, /^14 templates: nothing to mend$/m);
    await edit('5-Day E2', { html: '<p>Hi {{ fist_name }}, here I am.</p>' });
    const { code, out, err } = await run('lint', '5-Day E2');
    assert.equal(code, 1);
    assert.match(out, /^5-Day E2 \(assessment #2\): to mend$/m);
    assert.match(out, /^ {2}fault {2}unknown-variable {2}body 1:10 {2}nobody tells a variable/m);
    assert.match(err, /^evergreen: 1 fault to mend$/m);
    const program = await run('lint', '5-Day E2', '--json');
    assert.equal(program.code, 1);
    const answer = JSON.parse(program.out) as { hasFaults: boolean };
    assert.equal(answer.hasFaults, true);
    assertDescribed('Templates', (await story.world.operate('/templates')).body);
    assert.equal((await run('lint', 'noshow_recovery_email_1')).code, 0);
    assert.equal((await run('lint', 'no such')).code, 2);
  });

  it('lints files without asking anybody', async () => {
    const { code, out } = await evergreen('templates lint --files');
    assert.equal(code, 0);
    assert.match(out, /^14 templates: nothing to mend$/m);
  });

  it('previews an email for a contact as Notion has them, and for the example', async () => {
    await knowSarah();
    const whole = await run('preview', '5-Day E2');
    assert.equal(whole.code, 0, whole.err);
    assert.match(whole.out, /^Subject: Where I would start: GPS$/m);
    assert.match(whole.out, /^Hi Sarah,$/m);
    const { out } = await run(
      'preview',
      '5-Day E3',
      '--contact',
      'Sarah@salon.example',
      '--part',
      'text',
    );
    assert.match(out, /^Hi Zoe,$/m);
    assert.match(out, /the gaps at Zoe & Co at about/);
    const headers = await run('preview', '5-Day E3', '--part', 'headers');
    assert.match(headers.out, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
    const onboarding = await run('preview', 'onboarding_phase1_email_1', '--part', 'headers');
    assert.doesNotMatch(onboarding.out, /List-Unsubscribe/, 'it is no marketing');
    const path = '/templates/5-Day%20E2/preview?contact=sarah@salon.example';
    assertDescribed('Preview', (await story.world.operate(path)).body);
    const odd = await story.world.operate<{ errors: object[] }>(`${path}, bob@salon.example`);
    assert.equal(odd.status, 422);
    assert.deepEqual(odd.body.errors, [{ path: 'contact', message: 'expected an email address' }]);
  });

  it('the link of a preview unsubscribes nobody', async () => {
    const { body } = await story.world.operate<{ html: string }>('/templates/5-Day%20E2/preview');
    const [, path = ''] = /href="[^"]*(\/unsubscribe\/[^"]+)"/.exec(body.html) ?? [];
    assert.ok(path);
    assert.equal((await story.world.app.request(path, { method: 'POST' })).status, 404);
  });

  it('says what holds an email in place of its preview, and whom Notion does not know', async () => {
    await edit('5-Day E2', { html: '<p>Hi {{ fist_name }}, here I am.</p>' });
    const held = await run('preview', '5-Day E2');
    assert.equal(held.code, 1);
    assert.match(held.err, /It cannot be made into a mail: .*"fist_name" has no value/);
    const nobody = await run('preview', '5-Day E3', '--contact', 'nobody@salon.example');
    assert.equal(nobody.code, 1);
    assert.match(nobody.err, /Notion has no contact of this address/);
    assert.equal((await run('preview', 'no such')).code, 2);
  });

  it('a test goes to our own, marked as one, and no run or row knows of it', async () => {
    await knowSarah();
    const typed = 'test-send 5-Day_E2 --to Ann@ours.example --contact sarah@salon.example --by Ann';
    const words = `${typed} --json`.split(' ').map((word) => word.replace('_', ' '));
    const { code, out, err } = await run(...words);
    assert.equal(code, 0, err);
    const answer = JSON.parse(out) as { id: string; resendId: string };
    assertDescribed('TestSent', answer);
    const ledger = story.world.resend.ledger();
    assert.deepEqual(
      ledger.map(({ to, idempotencyKey }) => [to, idempotencyKey]),
      [[['Ann@ours.example'], answer.id]],
    );
    const [mail] = await sentMails(story.world);
    assert.equal(mail?.subject, '[Test] Where I would start: GPS');
    assert.match(mail?.html ?? '', /Hi Zoe,/);
    assert.deepEqual(mail?.tags, [{ name: 'test', value: '5-Day_E2' }]);
    assert.deepEqual(await story.world.observer.tracker.newest(), []);
  });

  it('a test goes to nobody else, whoever asks', async () => {
    const { status, body } = await sendTest('sarah@salon.example');
    assert.equal(status, 422);
    assert.deepEqual(
      body.errors.map((fault) => Reflect.get(fault, 'path')),
      ['to'],
    );
    const typed = await run('test-send', '5-Day E2', '--to', 'sarah@salon.example', '--by', 'Ann');
    assert.equal(typed.code, 1);
    assert.match(typed.err, /TESTING_RECIPIENTS/);
    // The worker judges for itself.
    const asked = { template: '5-Day E2', to: 'sarah@salon.example', by: 'Ann' };
    assert.equal((await story.world.runs.sendTest(asked)).kind, 'refused');
    assert.deepEqual(story.world.resend.ledger(), []);
  });

  it('a test whose answer was lost is one mail; one that is refused says why', async () => {
    story.world.resend.setFaults([{ kind: 'after', route: 'POST /emails', times: 1, then: 503 }]);
    assert.equal((await sendTest('ann@ours.example')).status, 200);
    assert.equal(story.world.resend.ledger().length, 1);
    story.world.resend.setFaults([{ kind: 'status', route: 'POST /emails', status: 422 }]);
    const refused = await sendTest('ann@ours.example');
    assert.equal(refused.status, 409);
    assert.match(refused.body.detail, /^Nothing was sent: /);
    story.world.resend.setFaults([]);
    await edit('5-Day E2', { html: '<p>Hi {{ fist_name }}, here I am.</p>' });
    const held = await sendTest('ann@ours.example');
    assert.equal(held.status, 409);
    assert.match(held.body.detail, /"fist_name" has no value/);
    assert.equal(story.world.resend.ledger().length, 1);
  });

  it('no test goes out while sending is off', async () => {
    const by = { by: 'Ann', reason: 'x' };
    await story.world.operate('/switch', { sending: false, ...by });
    const { status, body } = await sendTest('ann@ours.example');
    assert.equal(status, 409);
    assert.match(body.detail, /sending is switched off/);
    assert.deepEqual(story.world.resend.ledger(), []);
    await story.world.operate('/switch', { sending: true, mode: 'catch-up', ...by });
  });
});

import assert from 'node:assert/strict';
import { sequences } from '../../src/campaign/sequences/index.js';
import { promised } from '../campaign/promises/promises.js';
import { loneApi } from '../support/lone-api.js';
import { evergreen } from './evergreen.js';

interface Planned {
  warnings: string[];
  segment: string | null;
  emails: { number: number; dueAt: string; state: string }[];
}

const planOf = async (typed: string, env = {}): Promise<Planned> => {
  const { code, out, err } = await evergreen(`${typed} --json`, { env });
  assert.equal(code, 0, err);
  return JSON.parse(out) as Planned;
};
const calendar = ({ emails }: Planned) =>
  emails.map(({ number, dueAt, state }) => `#${number} ${dueAt.slice(0, 16)} ${state}`);

describe('evergreen plan', () => {
  it('shows the plan of an event, from the instant at which it is accepted', async () => {
    const typed = 'plan assessment --at 2025-12-01T10:30:00Z --field red_systems=2';
    const { code, out } = await evergreen(typed);
    assert.equal(code, 0);
    assert.deepEqual(out.split('\n'), [
      'assessment, CRITICAL',
      'assumed: accepted at Mon 2025-12-01 10:30:00 UTC, email=someone@example.org',
      'warning: email_1_sent_at is missing: times count from now',
      '#  template  sent by    when (UTC)                        state',
      '1  5-Day E1  website    Mon 2025-12-01 10:30:00  now      sent',
      '2  5-Day E2  evergreen  Tue 2025-12-02 10:30:00  in 24 h  scheduled',
      '3  5-Day E3  evergreen  Thu 2025-12-04 10:30:00  in 3 d   scheduled',
      '4  5-Day E4  evergreen  Fri 2025-12-05 10:30:00  in 4 d   scheduled',
      '5  5-Day E5  evergreen  Sat 2025-12-06 10:30:00  in 5 d   scheduled',
      '',
    ]);
  });

  it('shows what lateness does', async () => {
    const at = '2025-12-03T12:00:00Z';
    const plan = await planOf(
      `plan assessment --at ${at} --field email_1_sent_at=2025-12-01T10:00`,
    );
    assert.deepEqual(plan.warnings, ['email_1_sent_at has no offset: read as UTC']);
    assert.deepEqual(calendar(plan), [
      '#1 2025-12-01T10:00 sent',
      '#2 2025-12-02T10:00 skipped',
      '#3 2025-12-04T10:00 scheduled',
      '#4 2025-12-05T10:00 scheduled',
      '#5 2025-12-06T10:00 scheduled',
    ]);
  });

  it('counts in minutes in testing mode', async () => {
    const plan = await planOf('plan no-show --at 2025-12-01T10:00:00Z', { TESTING_MODE: 'true' });
    assert.deepEqual(calendar(plan), [
      '#1 2025-12-01T10:01 scheduled',
      '#2 2025-12-01T10:02 scheduled',
      '#3 2025-12-01T10:03 scheduled',
    ]);
  });

  it('says the same as the API, beside what it assumed', async () => {
    for (const { name, full } of promised) {
      const body = { email: 'sarah@salon.example', ...full };
      const fields = Object.entries(body).flatMap(([path, values]) =>
        [values].flat().flatMap((value) => ['--field', `${path}=${value}`]),
      );
      const { out } = await evergreen(['plan', name, '--json', ...fields]);
      const response = await loneApi().request('/plan', {
        method: 'POST',
        headers: { Authorization: 'Bearer admin-token', 'Content-Type': 'application/json' },
        body: JSON.stringify({ sequence: name, ...body }),
      });
      const { assumed, ...planned } = JSON.parse(out) as Planned & { assumed: object };
      assert.deepEqual(planned, await response.json());
      assert.deepEqual(assumed, {});
    }
  });

  it('names every faulty field, and exits with 1', async () => {
    const typed = 'plan assessment --field email=sarah --field red_systems=99';
    const { code, out, err } = await evergreen(typed);
    assert.deepEqual(err.split('\n'), [
      'evergreen: such an event would not be accepted',
      '  email: expected an email address',
      '  red_systems: expected a whole number from 0 to 8',
      '',
    ]);
    assert.deepEqual({ code, out }, { code: 1, out: '' });
  });

  it('warns of a field that the event does not know', async () => {
    const { warnings } = await planOf('plan post-call --field call_outcom=Maybe');
    assert.match(
      warnings[0] ?? '',
      /^call_outcom is no field of this event; known are .*call_outcome/,
    );
  });

  it('says why an event would start nothing', async () => {
    const { code, out } = await evergreen('plan post-call --field call_outcome=Yes');
    assert.equal(
      out,
      'Nothing would be sent (not_a_maybe). Only the outcome "Maybe" is followed up.\n',
    );
    assert.equal(code, 0);
  });
});

describe('evergreen sequences', () => {
  it('shows every sequence as a table', async () => {
    const { out } = await evergreen('sequences');
    const lines = out.split('\n');
    const onboarding = lines.slice(lines.findIndex((line) => line.startsWith('onboarding')));
    assert.deepEqual(onboarding.slice(0, 6), [
      'onboarding  transactional; delays count from the moment the event is accepted',
      '  #  template                   sent by    after  in testing mode',
      '  1  onboarding_phase1_email_1  evergreen  1 h    1 min',
      '  2  onboarding_phase1_email_2  evergreen  24 h   2 min',
      '  3  onboarding_phase1_email_3  evergreen  72 h   3 min',
      '  skipped when more than 24 h late; at least 12 h apart',
    ]);
    for (const { name } of sequences) assert.match(out, new RegExp(`^${name} `, 'm'));
  });

  it('gives the register as JSON', async () => {
    const { out } = await evergreen('sequences --json');
    assert.deepEqual(
      JSON.parse(out),
      sequences.map(({ sequence }) => sequence),
    );
  });
});

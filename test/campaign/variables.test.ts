import assert from 'node:assert/strict';
import { genericTips, tips } from '../../src/campaign/copy/tips.js';
import { type CopySource, copyVariables } from '../../src/campaign/variables.js';
import { BlockedTemplate } from '../../src/domain/errors.js';
import { renderEmail } from '../../src/domain/mail/template.js';

const nobody: CopySource = {
  email: 'a@b.example',
  firstName: undefined,
  businessName: undefined,
  segment: undefined,
  event: {},
  settings: { zone: 'UTC' },
  sender: { name: 'Us', address: '1 Street' },
  unsubscribeUrl: 'https://us.example/u/1',
  because: 'you asked for it',
  now: new Date('2025-12-01T12:00:00Z'),
};
const valueOf = (name: string, source: Partial<CopySource> = {}) =>
  copyVariables({ ...nobody, ...source })[name];
const event = (data: CopySource['event']) => ({ event: data });
const settings = (more: Partial<CopySource['settings']>) => ({
  settings: { zone: 'UTC', ...more },
});
const deadline = (deadlineAt: string, zone = 'UTC') => ({ settings: { zone, deadlineAt } });

describe('a variable of the copy', () => {
  const rows: [name: string, source: Partial<CopySource>, value: string | number | undefined][] = [
    ['email', {}, 'a@b.example'],
    ['first_name', { firstName: 'Sarah' }, 'Sarah'],
    ['first_name', { firstName: ' Sarah Jane ' }, 'Sarah Jane'],
    ['first_name', { firstName: ' ' }, 'there'],
    ['first_name', {}, 'there'],
    ['business_name', { businessName: 'Bleu' }, 'Bleu'],
    ['business_name', {}, 'your business'],
    ['segment', { segment: 'URGENT' }, 'URGENT'],
    ['segment', {}, 'OPTIMIZE'],
    ['readiness_zone', { segment: 'CRITICAL' }, 'Crisis Zone'],
    ['readiness_zone', { segment: 'URGENT' }, 'Warning Zone'],
    ['readiness_zone', { segment: 'OPTIMIZE' }, 'Growth Zone'],
    ['readiness_zone', {}, 'Growth Zone'],
    ['overall_score', event({ assessment_score: 38 }), 38],
    ['overall_score', event({ assessment_score: 0 }), 0],
    ['assessment_score', event({ assessment_score: 0 }), 0],
    ...['red', 'orange', 'yellow', 'green'].flatMap((colour): typeof rows => [
      [`${colour}_systems`, event({ [`${colour}_systems`]: 3 }), 3],
      [`${colour}_systems`, {}, 0],
    ]),
    ...['weakest_system', 'weakest_system_1', 'WeakestSystem1'].map(
      (name): (typeof rows)[number] => [name, event({ weakest_system_1: 'GPS' }), 'GPS'],
    ),
    ['weakest_system_2', event({ weakest_system_2: 'Our phone' }), 'Our phone'],
    ['WeakestSystem2', event({ weakest_system_2: 'CREW' }), 'CREW'],
    ['strongest_system', event({ strongest_system: 'CABIN' }), 'CABIN'],
    ['StrongestSystem', event({ strongest_system: 'CABIN' }), 'CABIN'],
    ['revenue_leak_total', event({ revenue_leak_total: 14_700 }), 14_700],
    ['revenue_leak_total', event({ revenue_leak_total: 14_700.5 }), 14_701],
    ['revenue_leak_total', event({ revenue_leak_total: 0 }), 0],
    ['TotalRevenueLeak_K', event({ revenue_leak_total: 14_700 }), 15],
    ['TotalRevenueLeak_K', event({ revenue_leak_total: 14_500 }), 15],
    ['TotalRevenueLeak_K', event({ revenue_leak_total: 14_499 }), 14],
    ['TotalRevenueLeak_K', event({ revenue_leak_total: 0 }), 0],
    ['personalized_tip_1', event({ weakest_system_1: 'GPS' }), tips['GPS']],
    ['personalized_tip_1', event({ weakest_system_1: ' gps ' }), tips['GPS']],
    ['personalized_tip_1', event({ weakest_system_1: 'constructor' }), genericTips.first],
    ['personalized_tip_1', {}, genericTips.first],
    ['personalized_tip_2', event({ weakest_system_2: 'CREW' }), tips['CREW']],
    ['personalized_tip_2', event({ weakest_system_1: 'GPS' }), genericTips.second],
    ['personalized_tip_3', event({ weakest_system_1: 'GPS' }), genericTips.third],
    ['deadline_date', deadline('2025-12-05T12:00:00Z'), 'December 5, 2025'],
    ['deadline_date', deadline('2025-12-05T23:30:00Z', 'Europe/Berlin'), 'December 6, 2025'],
    ['deadline_date', deadline('2025-12-05T02:00:00Z', 'America/New_York'), 'December 4, 2025'],
    ['deadline_date', deadline('2025-12-01T12:00:00Z'), undefined],
    ['days_to_deadline', deadline('2025-12-05T12:00:00Z'), 4],
    ['days_to_deadline', deadline('2025-12-05T11:59:59Z'), 3],
    ['days_to_deadline', deadline('2025-12-01T12:00:01Z'), 0],
    ['days_to_deadline', deadline('2025-12-01T12:00:00Z'), undefined],
    ['booking_link', settings({ bookingLink: 'https://c.example' }), 'https://c.example'],
    ['calendly_link', settings({ bookingLink: 'https://c.example' }), 'https://c.example'],
    ['pdf_download_link', settings({ pdfDownloadLink: 'https://p.example' }), 'https://p.example'],
    ['spots_remaining', settings({ spotsRemaining: 0 }), 0],
    ['bookings_count', settings({ bookingsCount: 12 }), 12],
    ...[
      'call_date',
      'call_outcome',
      'scheduled_time',
      'event_type',
      'reschedule_url',
      'package_type',
      'salon_address',
      'start_date',
      'portal_url',
      'diagnostic_call_date',
    ].map((name): (typeof rows)[number] => [name, event({ [name]: 'as given' }), 'as given']),
    ['objections', event({ objections: ['price', 'time'] }), 'price, time'],
    ['objections', event({ objections: [] }), undefined],
    ['observation_dates', event({ observation_dates: ['May 1', 'May 2'] }), 'May 1, May 2'],
    ['payment_amount', event({ payment_amount: 4_997 }), 4_997],
    ['payment_amount', event({ payment_amount: '$4,997' }), '$4,997'],
    ['unsubscribe_url', {}, 'https://us.example/u/1'],
    ['sender_name', {}, 'Us'],
    ['sender_address', {}, '1 Street'],
    ['docusign_completed', event({ docusign_completed: true }), undefined],
    ['call_notes', event({ call_notes: 'private' }), undefined],
  ];
  for (const [name, source, value] of rows) {
    const given = JSON.stringify(source).slice(0, 70);
    it(`${name} is ${JSON.stringify(value)} for ${given}`, () =>
      assert.equal(valueOf(name, source), value));
  }

  const blocking = [
    'overall_score',
    'assessment_score',
    'weakest_system',
    'weakest_system_1',
    'weakest_system_2',
    'WeakestSystem1',
    'WeakestSystem2',
    'strongest_system',
    'StrongestSystem',
    'revenue_leak_total',
    'TotalRevenueLeak_K',
    'deadline_date',
    'days_to_deadline',
    'booking_link',
    'calendly_link',
    'pdf_download_link',
    'spots_remaining',
    'bookings_count',
    'call_date',
    'call_outcome',
    'objections',
    'scheduled_time',
    'event_type',
    'reschedule_url',
    'payment_amount',
    'package_type',
    'salon_address',
    'observation_dates',
    'start_date',
    'portal_url',
    'diagnostic_call_date',
    'no_such_variable',
  ];
  for (const name of blocking) {
    it(`${name} blocks by its name when it is absent`, () =>
      assert.throws(
        () => render(`<p>x{{ ${name} }}</p>`),
        (error) =>
          error instanceof BlockedTemplate &&
          error.message === `template "T", body: the variable "${name}" has no value`,
      ));
  }

  it('is there for anybody, if it is one of these', () => {
    assert.deepEqual(Object.keys(copyVariables(nobody)).toSorted(), [
      'because',
      'business_name',
      'email',
      'first_name',
      'green_systems',
      'orange_systems',
      'personalized_tip_1',
      'personalized_tip_2',
      'personalized_tip_3',
      'readiness_zone',
      'red_systems',
      'segment',
      'sender_address',
      'sender_name',
      'unsubscribe_url',
      'yellow_systems',
    ]);
  });

  it('prints whole numbers without separators', () => {
    assert.match(
      render('<p>{{ revenue_leak_total }}</p>', event({ revenue_leak_total: 1_234_567 })),
      /<p>1234567<\/p>/,
    );
  });
});

describe('tips', () => {
  it('are there for each of the eight systems, and no two are alike', () => {
    const all = [...Object.values(tips), ...Object.values(genericTips)];
    assert.deepEqual(Object.keys(tips).toSorted(), [
      'AUTOPILOT',
      'CABIN',
      'COCKPIT',
      'CREW',
      'ENGINE',
      'FUEL',
      'GPS',
      'RADAR',
    ]);
    assert.equal(new Set(all).size, 11);
  });
});

function render(html: string, source: Partial<CopySource> = {}): string {
  const layout = { page: '<!-- body --><!-- footer -->', footer: '<p>{{ sender_address }}</p>' };
  const variables = copyVariables({ ...nobody, ...source });
  const clock = { now: new Date(0), zone: 'UTC' };
  const template = { name: 'T', subject: 'S', html };
  return renderEmail(template, layout, variables, 'transactional', clock).html;
}

import assert from 'node:assert/strict';
import { readCalcom } from '../../../src/api/senders/calcom.js';
import { callKey } from '../../../src/domain/event/missed-call.js';
import { loneApi } from '../../support/lone-api.js';
import { faultsOf as faultsIn } from '../../support/reading.js';
import { signedByCalcom } from '../../support/sender-posts.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const email = 'Sarah@salon.example';
const faultsOf = (read: (body: unknown) => unknown, body: unknown) => faultsIn(() => read(body));

describe('of the people at a call, Cal.com', () => {
  /** A booking with these people; `more` goes into its payload. */
  const booking = (addresses: unknown[], more: object = {}) => ({
    triggerEvent: 'BOOKING_CREATED',
    payload: { uid: 'u1', attendees: addresses.map((one) => ({ email: one })), ...more },
  });
  const answered = (value: unknown) => ({ responses: { email: { label: 'email', value } } });
  const [early, phone] = ['early@salon.example', '491701234567@sms.cal.com'];
  const bookers: [what: string, body: object][] = [
    ['the first, where the form tells nobody', booking([email, early])],
    ['the one who filled the form in', booking([early, email], answered(email))],
    [
      'the one of a new seat',
      booking([early, email], { ...answered(email), attendeeSeatId: 's2' }),
    ],
    ['the last, of seats alone', booking([early, email], { attendeeSeatId: 's2' })],
    [
      'the one in that seat',
      {
        triggerEvent: 'BOOKING_RESCHEDULED',
        payload: {
          uid: 'u1',
          attendeeSeatId: 's2',
          attendees: [
            { email, bookingSeat: { referenceUid: 's2' } },
            { email: early, bookingSeat: { referenceUid: 's1' } },
          ],
        },
      },
    ],
    [
      'the last, where seats have no name',
      {
        triggerEvent: 'BOOKING_CREATED',
        payload: {
          uid: 'u1',
          attendees: [
            { email: early, bookingSeat: { referenceUid: 's1' } },
            { email, bookingSeat: { referenceUid: 's2' } },
          ],
        },
      },
    ],
    ['the last, where seats are only counted', booking([early, email], { seatsPerTimeSlot: 5 })],
    ['the first, without seats', booking([email, early], { seatsPerTimeSlot: null })],
    ['the booker of odd answers', booking([email, early], { responses: { email: 5 } })],
    ['the booker of no answers', booking([email, 'no address'], { responses: null })],
    ['the booker beside a guest without an address', booking([email, null, {}, 5])],
  ];
  for (const [what, body] of bookers) {
    it(`takes for the one who booked ${what}`, () => {
      assert.deepEqual(readCalcom(body), { booked: { email, call: callKey('u1') } });
    });
  }

  it('leaves those alone who had a seat before, whatever became of the new one', () => {
    const seat = { attendeeSeatId: 's2' };
    assert.deepEqual(faultsOf(readCalcom, booking([early, 'x'], { ...seat, ...answered('x') })), [
      'payload.responses.email.value',
    ]);
    const byPhone = readCalcom(booking([early, phone], { ...seat, ...answered(phone) }));
    assert.ok('ignored' in byPhone && byPhone.ignored === 'event_not_used');
    const unnamed = readCalcom(
      booking([early, phone], { seatsPerTimeSlot: 5, ...answered(phone) }),
    );
    assert.ok('ignored' in unnamed);
  });

  it('mails nobody at what stands for a phone number', () => {
    const absent = { attendees: [{ email: phone, noShow: true }], bookingUid: 'u1' };
    for (const body of [
      booking([phone]),
      booking([phone, email], answered(phone)),
      booking(['+491701234567;isub=5@sms.cal.com']),
      booking(['booked-with-sms@cal.com']),
      { triggerEvent: 'BOOKING_NO_SHOW_UPDATED', payload: absent },
    ]) {
      const event = readCalcom(body);
      assert.ok('ignored' in event && event.ignored === 'event_not_used');
    }
  });

  it('takes those who missed a call and can be mailed, whoever else did', () => {
    const attendees = [
      { email: 'x', noShow: true },
      { email, name: 'y'.repeat(300), noShow: true },
      { noShow: true },
      { email: phone, noShow: true },
      { email: 'z', noShow: false },
    ];
    const payload = { attendees, bookingUid: 'u1' };
    assert.deepEqual(readCalcom({ triggerEvent: 'BOOKING_NO_SHOW_UPDATED', payload }), {
      missed: [{ person: { email }, call: 'u1' }],
      unreachable: 3,
    });
    const unusable = { ...payload, attendees: attendees.filter((one) => one.email?.length === 1) };
    assert.deepEqual(
      faultsOf(readCalcom, { triggerEvent: 'BOOKING_NO_SHOW_UPDATED', payload: unusable }),
      ['payload.attendees.0.email'],
    );
  });

  it('takes marks beside what is no mark, and none of what is none alone', () => {
    const read = (attendees: unknown[]) =>
      readCalcom({
        triggerEvent: 'BOOKING_NO_SHOW_UPDATED',
        payload: { attendees, bookingUid: 'u1' },
      });
    const odd = [null, 5, 'x', { email: early }, { email: early, noShow: 'yes' }];
    assert.deepEqual(read([...odd, { email, noShow: true }]), {
      missed: [{ person: { email }, call: 'u1' }],
    });
    assert.deepEqual(
      faultsIn(() => read(odd)),
      odd.map((_, at) => `payload.attendees.${at}${at > 2 ? '.noShow' : ''}`),
    );
  });

  for (const triggerEvent of ['BOOKING_CREATED', 'BOOKING_NO_SHOW_UPDATED']) {
    it(`looks at no more people than a call can have in ${triggerEvent}`, () => {
      for (const one of [0, null, {}, { email: 'x', noShow: true }]) {
        const attendees = Array.from({ length: 1_001 }, () => one);
        const body = { triggerEvent, payload: { uid: 'u1', bookingUid: 'u1', attendees } };
        assert.deepEqual(faultsOf(readCalcom, body), ['payload.attendees']);
      }
    });
  }

  it('starts what follows for whoever can be mailed, and says that there are others', async () => {
    const { client, started } = stubTemporal();
    const attendees = [
      { email: 'x', noShow: true },
      { email, name: 'see evil.com', noShow: true },
    ];
    const body = {
      triggerEvent: 'BOOKING_NO_SHOW_UPDATED',
      payload: { attendees, bookingUid: 'u1' },
    };
    const senderSecrets = { calcom: ['the secret'], calendly: [] };
    const response = await loneApi({ client, senderSecrets }).request('/webhooks/calcom', {
      method: 'POST',
      ...signedByCalcom('the secret', body),
    });
    assert.equal(response.status, 202);
    const { warnings } = (await response.json()) as { warnings: string[] };
    assert.deepEqual(warnings, ['1 more missed it who cannot be mailed']);
    assert.equal(started().length, 1);
  });
});

import assert from 'node:assert/strict';
import { InvalidEvent } from '../../../src/domain/errors.js';
import { readCalcom } from '../../../src/api/senders/calcom.js';
import { readCalendly } from '../../../src/api/senders/calendly.js';
import { callKey, readNoShow } from '../../../src/domain/event/no-show.js';
import { readResend } from '../../../src/api/senders/resend.js';
import {
  calcomBooking,
  calcomNoShow,
  calendlyInvitee,
  resendEvent,
} from '../../support/sender-posts.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'Sarah@salon.example';

const faultsOf = (read: (body: unknown, now: Date) => unknown, body: unknown): string[] => {
  try {
    read(body, now);
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidEvent);
    return error.faults.map(({ path }) => path);
  }
};

describe('readCalcom', () => {
  for (const trigger of ['BOOKING_CREATED', 'BOOKING_RESCHEDULED']) {
    it(`makes a booking of the one who booked out of ${trigger}`, () => {
      assert.deepEqual(readCalcom(calcomBooking('u1', email, trigger), now), {
        booked: { email, call: callKey('u1') },
      });
    });
  }

  it('makes the same of a missed call as a post of the website', () => {
    assert.deepEqual(readCalcom(calcomNoShow('u1', email), now), {
      missed: [readNoShow({ email, event_id: 'u1' }, now)],
    });
  });

  it('takes everybody who is marked as absent', () => {
    const payload = {
      ...calcomNoShow('u1', email).payload,
      attendees: [
        { email, noShow: true },
        { email: 'came@salon.example', noShow: false },
        { email: 'away@salon.example', noShow: true },
      ],
    };
    const event = readCalcom({ triggerEvent: 'BOOKING_NO_SHOW_UPDATED', payload }, now);
    assert.ok('missed' in event);
    assert.deepEqual(
      event.missed.map(({ contact }) => contact.email),
      [email, 'away@salon.example'],
    );
  });

  const ignored: [string, object][] = [
    ['a cancelled booking', calcomBooking('u1', email, 'BOOKING_CANCELLED')],
    ['a mark that is taken back', calcomNoShow('u1', email, false)],
    ['the test of a new webhook', { triggerEvent: 'PING', payload: {} }],
    ['a name that every object has', { triggerEvent: 'constructor' }],
  ];
  for (const [what, body] of ignored) {
    it(`uses ${what} for nothing`, () => {
      const event = readCalcom(body, now);
      assert.ok('ignored' in event && event.ignored === 'event_not_used');
    });
  }

  const faulty: [unknown, string[]][] = [
    [[], ['']],
    [{}, ['triggerEvent']],
    [{ triggerEvent: 'BOOKING_CREATED' }, ['payload']],
    [
      { triggerEvent: 'BOOKING_CREATED', payload: { attendees: [] } },
      ['payload.uid', 'payload.attendees'],
    ],
    [
      { triggerEvent: 'BOOKING_CREATED', payload: { uid: 'u', attendees: [{ email: 'x' }] } },
      ['payload.attendees.0.email'],
    ],
    [
      {
        triggerEvent: 'BOOKING_NO_SHOW_UPDATED',
        payload: { attendees: [{ email, noShow: 'yes' }] },
      },
      ['payload.bookingUid', 'payload.attendees.0.noShow'],
    ],
  ];
  for (const [body, paths] of faulty) {
    it(`names ${paths.join(' and ') || 'the body'} in ${JSON.stringify(body)}`, () => {
      assert.deepEqual(faultsOf(readCalcom, body), paths);
    });
  }
});

describe('readCalendly', () => {
  it('makes a booking of a new invitee', () => {
    assert.deepEqual(readCalendly(calendlyInvitee('invitee.created', 'AB12', email), now), {
      booked: { email, call: callKey('AB12') },
    });
  });

  it('makes the same of a missed call as a post of the website', () => {
    const posted = {
      email,
      name: 'Sarah Miller',
      calendly_event_uri: 'https://api.calendly.com/scheduled_events/AB12',
      event_type: 'Strategy call',
      scheduled_time: '2025-12-02T10:00:00.000000Z',
      reschedule_url: 'https://calendly.com/reschedulings/BBBB',
    };
    assert.deepEqual(readCalendly(calendlyInvitee('invitee_no_show.created', 'AB12', email), now), {
      missed: [readNoShow(posted, now)],
    });
  });

  for (const name of ['invitee.canceled', 'invitee_no_show.deleted', 'toString']) {
    it(`uses ${name} for nothing`, () => {
      assert.ok('ignored' in readCalendly(calendlyInvitee(name, 'AB12', email), now));
    });
  }

  it('names every faulty field', () => {
    assert.deepEqual(faultsOf(readCalendly, { payload: {} }), ['event']);
    const body = { event: 'invitee_no_show.created', payload: { scheduled_event: {} } };
    assert.deepEqual(faultsOf(readCalendly, body), [
      'payload.email',
      'payload.scheduled_event.uri',
    ]);
  });
});

describe('readResend', () => {
  it('tells which email of which run it is, and what happened', () => {
    const tags = { contact: 'c'.repeat(32), sequence: 'no-show', event: 'ab12', email: '3' };
    const bounce = {
      type: 'Permanent',
      subType: 'General',
      message: 'Sarah@salon.example: unknown',
    };
    assert.deepEqual(readResend(resendEvent('email.bounced', { bounce }, tags)), {
      event: 'email.bounced',
      at: '2025-12-01T12:00:00.000Z',
      emailId: 'b1',
      email: 'Sarah@salon.example',
      contactKey: 'c'.repeat(32),
      runId: `no-show/${'c'.repeat(32)}/ab12`,
      number: 3,
      bounceType: 'Permanent',
      reason: 'General',
    });
  });

  it('keeps a reason that may quote an address to itself', () => {
    const failed = { reason: 'could not reach sarah@salon.example' };
    const report = readResend(resendEvent('email.failed', { failed }));
    assert.doesNotMatch(JSON.stringify(report), /could not reach/);
  });

  const ignored: [string, object][] = [
    ['an email without tags', resendEvent('email.bounced', {}, {})],
    ['tags of somebody else', resendEvent('email.bounced', {}, { contact: 'Ann', email: 'x' })],
    ['an opened email', resendEvent('email.opened')],
    ['a clicked link', resendEvent('email.clicked')],
    ['a verified domain', { type: 'domain.updated', created_at: '', data: {} }],
    ['a name that every object has', resendEvent('constructor')],
  ];
  for (const [what, body] of ignored) {
    it(`uses ${what} for nothing`, () => {
      const event = readResend(body);
      assert.ok('ignored' in event && event.ignored === 'event_not_used');
    });
  }

  it('names every faulty field', () => {
    assert.deepEqual(faultsOf(readResend, {}), ['type']);
    const body = resendEvent('email.bounced', { email_id: 1, to: [] });
    assert.deepEqual(faultsOf(readResend, body), ['data.email_id', 'data.to']);
  });
});

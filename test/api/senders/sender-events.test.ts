import assert from 'node:assert/strict';
import { readCalcom } from '../../../src/api/senders/calcom.js';
import { readCalendly } from '../../../src/api/senders/calendly.js';
import type { CallEvent } from '../../../src/api/senders/call.js';
import { readResend } from '../../../src/api/senders/resend.js';
import { followUpOf } from '../../../src/campaign/events.js';
import { noShow } from '../../../src/campaign/sequences/no-show.js';
import { InvalidEvent } from '../../../src/domain/errors.js';
import { callKey } from '../../../src/domain/event/missed-call.js';
import { faultsOf as faultsIn } from '../../support/reading.js';
import {
  calcomBooking,
  calcomNoShow,
  calendlyInvitee,
  resendEvent,
} from '../../support/sender-posts.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'Sarah@salon.example';

const faultsOf = (read: (body: unknown) => unknown, body: unknown) => faultsIn(() => read(body));

/** The events that follow up the calls that were missed. */
const startedBy = (event: CallEvent) => {
  assert.ok('missed' in event);
  return event.missed.map((call) => {
    const followUp = followUpOf(call, now);
    return 'ignored' in followUp ? followUp : followUp.event;
  });
};

describe('readCalcom', () => {
  for (const trigger of ['BOOKING_CREATED', 'BOOKING_RESCHEDULED']) {
    it(`makes a booking of the one who booked out of ${trigger}`, () => {
      assert.deepEqual(readCalcom(calcomBooking('u1', email, trigger)), {
        booked: { email, call: callKey('u1') },
      });
    });
  }

  it('makes the same of a missed call as a post of the website', () => {
    const posted = noShow.event.read({ email, event_id: 'u1' }, now);
    assert.deepEqual(startedBy(readCalcom(calcomNoShow('u1', email))), [posted]);
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
    const event = readCalcom({ triggerEvent: 'BOOKING_NO_SHOW_UPDATED', payload });
    assert.ok('missed' in event);
    assert.deepEqual(
      event.missed.map(({ person }) => person.email),
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
      const event = readCalcom(body);
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

  it('says what was expected in our words, and not in those of a library', () => {
    const said = [undefined, 'x', { uid: 'u', attendees: 5 }].map((payload) => {
      try {
        readCalcom({ triggerEvent: 'BOOKING_CREATED', payload });
        return [];
      } catch (error) {
        assert.ok(error instanceof InvalidEvent);
        return error.faults.map(({ message }) => message);
      }
    });
    assert.deepEqual(said, [
      ['is required'],
      ['expected an object'],
      ['expected a list of people'],
    ]);
  });
});

describe('readCalendly', () => {
  it('makes a booking of a new invitee', () => {
    assert.deepEqual(readCalendly(calendlyInvitee('invitee.created', 'AB12', email)), {
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
    const told = calendlyInvitee('invitee_no_show.created', 'AB12', email);
    assert.deepEqual(startedBy(readCalendly(told)), [noShow.event.read(posted, now)]);
  });

  it('takes a missed call whatever else of it is of no use', () => {
    const told = calendlyInvitee('invitee_no_show.created', 'AB12', email);
    for (const odd of ['javascript:alert(1)', 'x'.repeat(300), 'a\u0000b', 5, {}]) {
      const payload = {
        ...told.payload,
        name: odd,
        first_name: odd,
        reschedule_url: odd,
        scheduled_event: { ...told.payload.scheduled_event, start_time: [odd], name: { odd } },
      };
      const [event] = startedBy(readCalendly({ ...told, payload }));
      assert.ok(event && 'contact' in event);
      assert.equal(event.contact.email, email);
      assert.equal(event.data['reschedule_url'], undefined);
    }
  });

  for (const name of ['invitee.canceled', 'invitee_no_show.deleted', 'toString']) {
    it(`uses ${name} for nothing`, () => {
      assert.ok('ignored' in readCalendly(calendlyInvitee(name, 'AB12', email)));
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
    assert.deepEqual(readResend(resendEvent('email.bounced', { bounce }, tags), now), {
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
    const report = readResend(resendEvent('email.failed', { failed }), now);
    assert.doesNotMatch(JSON.stringify(report), /could not reach/);
  });

  const reasons: [what: string, suppressed: object | null, reason: string | undefined][] = [
    ['the reason', { reason: 'previous_bounce', message: 'a complaint' }, 'previous_bounce'],
    ['a complaint', { type: 'OnAccountSuppressionList', message: 'They complained.' }, 'complaint'],
    ['nothing', { type: 'OnAccountSuppressionList', message: 'Is on the list.' }, undefined],
    ['a type', { type: 'Manual', message: 'By hand.' }, 'Manual'],
    ['nothing', {}, undefined],
    ['nothing', null, undefined],
  ];
  for (const [what, suppressed, reason] of reasons) {
    it(`reads ${what} in ${JSON.stringify(suppressed)}`, () => {
      const report = readResend(resendEvent('email.suppressed', { suppressed }), now);
      assert.equal('reason' in report ? report.reason : undefined, reason);
    });
  }

  it('reads a type in any case of letters', () => {
    const report = readResend(resendEvent('Email.Bounced', { bounce: { type: 'PERMANENT' } }), now);
    assert.ok('event' in report && report.event === 'email.bounced');
    assert.equal(report.bounceType, 'PERMANENT');
  });

  const ignored: [string, object][] = [
    ['an email that was sent, which its run knows', resendEvent('email.sent')],
    ['an email without tags', resendEvent('email.bounced', {}, {})],
    ['tags of somebody else', resendEvent('email.bounced', {}, { contact: 'Ann', email: 'x' })],
    ['an opened email', resendEvent('email.opened')],
    ['a clicked link', resendEvent('email.clicked')],
    ['a verified domain', { type: 'domain.updated', created_at: '', data: {} }],
    ['a name that every object has', resendEvent('constructor')],
  ];
  for (const [what, body] of ignored) {
    it(`uses ${what} for nothing`, () => {
      const event = readResend(body, now);
      assert.ok('ignored' in event && event.ignored === 'event_not_used');
    });
  }

  it('happened now at the latest, whatever the clock says that told of it', () => {
    for (const [created_at, at] of [
      ['2025-12-01T12:00:01Z', '2025-12-01T12:00:00.000Z'],
      ['9999-12-31T23:59:59-23:59', '2025-12-01T12:00:00.000Z'],
      ['2025-11-30T12:00:00+02:00', '2025-11-30T10:00:00.000Z'],
    ]) {
      const report = readResend({ ...resendEvent('email.complained'), created_at }, now);
      assert.equal('at' in report && report.at, at);
    }
  });

  it('names every faulty field', () => {
    const readNow = (body: unknown) => readResend(body, now);
    assert.deepEqual(faultsOf(readNow, {}), ['type']);
    const body = resendEvent('email.bounced', { email_id: 1, to: [] });
    assert.deepEqual(faultsOf(readNow, body), ['data.email_id', 'data.to']);
    const long = resendEvent('email.bounced', { email_id: 'x'.repeat(201) });
    assert.deepEqual(faultsOf(readNow, long), ['data.email_id']);
  });
});

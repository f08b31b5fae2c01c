import assert from 'node:assert/strict';
import { eventually } from '../support/sandbox-process.js';
import {
  calcomBooking,
  calcomNoShow,
  calendlyInvitee,
  signedByCalcom,
  signedByCalendly,
} from '../support/sender-posts.js';
import { tellSenderStory } from '../support/sender-story.js';

/** What calendars report, on the dev server, as runs are found by listing. */
describe('calendars', () => {
  const story = tellSenderStory();
  const calcom = (payload: unknown, path = '/webhooks/calcom') =>
    story.post(path, signedByCalcom('sandbox-calcom-secret', payload));
  const calendly = (payload: unknown) =>
    story.post(
      '/webhooks/calendly',
      signedByCalendly('sandbox-calendly-secret', payload, new Date()),
    );

  it('report one missed call as the website does, and both come to one run', async () => {
    const email = 'missed@salon.example';
    const ours = await calcom(calcomNoShow('uid-1', email));
    assert.deepEqual([ours.code, ours.status], [202, 'accepted']);
    const theirs = await story.world.accept({ email, event_id: 'uid-1' }, '/webhooks/no-show');
    assert.deepEqual([theirs.status, theirs.id], ['duplicate', ours.id]);
    assert.match(ours.id, new RegExp(`^no-show/${story.keyOf(email)}/[0-9a-f]{16}$`));

    const second = await calendly(calendlyInvitee('invitee_no_show.created', 'AB12', email));
    assert.equal(second.status, 'accepted');
    const uri = 'https://api.calendly.com/scheduled_events/AB12';
    for (const calendly_event_uri of [uri, `${uri.toLowerCase()}/invitees/CD34?x=1`]) {
      const again = await story.world.accept({ email, calendly_event_uri }, '/webhooks/no-show');
      assert.deepEqual([again.status, again.id], ['duplicate', second.id]);
    }
    assert.equal((await story.world.result(ours.id)).outcome, 'stopped:superseded');
    await story.world.control(second.id, 'stop');
  });

  it('end nothing by a booking of the missed call itself, and the run by one of another call', async () => {
    const email = 'booked@salon.example';
    const { id } = await calcom(calcomNoShow('uid-2', email));
    await eventually('they are enrolled', async () => (await story.world.rows(id)).length === 3);

    const late = await calcom(calcomBooking('uid-2', email));
    assert.deepEqual([late.code, late.status], [202, 'accepted']);
    await eventually('the booking is judged', async () => {
      const { events } = await story.world.client.workflow.getHandle(late.id).fetchHistory();
      const done = events?.filter((event) => event.activityTaskCompletedEventAttributes);
      return done?.length === 2; // its runs, and its record
    });
    assert.ok(await story.isOpen(id));
    await eventually(
      'the missed call is noted',
      async () => (await story.contactOf(email))?.bookingStatus === 'No-Show',
    );

    const other = await calcom(calcomBooking('uid-3', email, 'BOOKING_RESCHEDULED'));
    assert.equal(other.id, `stop/${story.keyOf(email)}/booked/${other.id.split('/').at(-1)}`);
    assert.equal((await story.world.result(id)).outcome, 'stopped:booked');
    await eventually('the booking is noted', async () => {
      const contact = await story.contactOf(email);
      return contact?.bookingStatus === 'Booked' && contact.campaignStatus === 'Booked';
    });

    // Told once more after the person has come back, it ends nothing.
    const maybe = await story.world.accept({ email }, '/webhooks/post-call');
    const replay = await calcom(
      calcomBooking('uid-3', email, 'BOOKING_RESCHEDULED'),
      '/webhook/calcom-booking',
    );
    assert.deepEqual(
      [replay.code, replay.status, replay.id, replay.email],
      [202, 'duplicate', other.id, email],
    );
    assert.ok(await story.isOpen(maybe.id));
    await story.world.control(maybe.id, 'stop');
  });

  it('change nothing by a cancellation', async () => {
    const email = 'cancelled@salon.example';
    const { code, status } = await calendly(calendlyInvitee('invitee.canceled', 'CD', email));
    assert.deepEqual([code, status], [200, 'ignored']);
    assert.equal(await story.contactOf(email), undefined);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sequenceOf } from '../../src/campaign/sequences/index.js';
import { contactKey } from '../../src/domain/contact.js';
import { callKey } from '../../src/domain/event/missed-call.js';
import type { RunSummary } from '../../src/domain/run/run.js';
import { causeOf, type StopName } from '../../src/domain/run/stop.js';
import { promised, promisesOf } from '../campaign/promises/promises.js';
import { isCarriedOut } from '../support/carried-out.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';
import { type Event, events, expected } from '../support/stop-table.js';

/** Events of one person in any order; on the dev server, as runs are found by listing. */
describe('events of one person', () => {
  let people = 0;

  const real = inRealTime({ goesOn: true });

  const bodies = new Map<Event, object>(promised.map(({ name, least }) => [name, least]));
  const missedCall = String(promisesOf('no-show').least['event_id']);
  const keyOf = (email: string) => contactKey(real.world.config.contactKeySecret, email);

  interface Person {
    email: string;
    /** Ids of runs, by the event that started them. */
    runs: Partial<Record<Event, string>>;
    /** Ids of stops. */
    stops: string[];
  }
  const somebody = (): Person => {
    people += 1;
    return { email: `order${people}@salon.example`, runs: {}, stops: [] };
  };

  /** A stop as its sender's route starts it. */
  const stopPerson = async ({ email, stops }: Person, stop: StopName, call = 'another call') => {
    const key = keyOf(email);
    const id = await real.world.runs.stopPerson({
      stop,
      contactKey: key,
      email,
      at: new Date().toISOString(),
      event: callKey(call),
      spares: `no-show/${key}/${callKey(call)}`,
    });
    stops.push(id);
  };

  /** One event happens; what it starts can be found by listing when this ends. */
  async function happen(person: Person, event: Event): Promise<void> {
    const body = bodies.get(event);
    if (!body) return stopPerson(person, event);
    const { email } = person;
    const { id } = await real.world.accept({ email, ...body }, `/webhooks/${event}`);
    person.runs[event] = id;
    const stop = sequenceOf(event)?.sequence.stop;
    if (stop) {
      // The stop that the run starts itself is named after what tells its event from others.
      const [, , occasion = event] = id.split('/');
      person.stops.push(`stop/${keyOf(email)}/${causeOf(stop)}/${occasion}`);
    }
    await eventually(`${id} is listed`, async () => {
      const query = `WorkflowId = '${id}'`;
      return (await real.world.client.workflow.count(query)).count > 0;
    });
  }

  const outcomeOf = async (id = ''): Promise<string> => {
    const handle = real.world.client.workflow.getHandle(id);
    const { status } = await handle.describe();
    if (status.name === 'RUNNING') return 'running';
    return ((await handle.result()) as RunSummary).outcome;
  };

  /** Until every stop of the person has looked for the last time; one that lasts holds on. */
  const settled = ({ stops }: Person) =>
    Promise.all(
      stops.map((id) =>
        eventually(`${id} is carried out`, async () => isCarriedOut(real.world.client, id)),
      ),
    );

  const becomes = (person: Person, order: readonly Event[]) =>
    Promise.all(
      Object.entries(expected(order)).map(([name, outcome]) =>
        eventually(`${name} of ${order.join(', ')} is ${outcome}`, async () => {
          return (await outcomeOf(person.runs[name as Event])) === outcome;
        }),
      ),
    );

  interface Scenario {
    order: Event[];
    person: Person;
  }

  /** Plays orders of events, several at a time; after each event the table must hold already. */
  async function playAll(orders: Event[][]): Promise<Scenario[]> {
    const left = [...orders];
    const played: Scenario[] = [];
    const playNext = async (): Promise<void> => {
      for (let order = left.shift(); order; order = left.shift()) {
        const person = somebody();
        for (const [at, event] of order.entries()) {
          await happen(person, event);
          await becomes(person, order.slice(0, at + 1));
        }
        played.push({ order, person });
      }
    };
    await Promise.all(Array.from({ length: 6 }, playNext));
    return played;
  }

  /** Every story waits for its stops to look a last time, so all are played at once. */
  const stories: [fact: string, tell: () => Promise<void>][] = [
    [
      'end what the table says, in the order of their arrival; an ended run never comes back',
      tellOrders,
    ],
    ['end nothing when the booking is of the very call that was missed', tellOwnBooking],
    ['end an older run of another missed call', () => tellSecondCall('no-show', 'event_id')],
    ['end an older run of another call that took place', tellSecondMaybe],
    ['leave one contact, however many runs begin together', tellOneContact],
    ['let no email go that is due a second after the person unsubscribed', tellLastSecond],
  ];
  const told: Promise<void>[] = [];
  before(() => {
    for (const [, tell] of stories) {
      const story = tell();
      story.catch(() => {}); // its own test tells
      told.push(story);
    }
  });
  for (const [index, [fact]] of stories.entries()) it(fact, () => told[index]);

  async function tellOrders(): Promise<void> {
    // Every order is held against the table below; a real server is shown some of each length.
    const some = (length: number) =>
      fc.sample(fc.shuffledSubarray([...events], { minLength: length, maxLength: length }), {
        numRuns: 10,
        seed: 20261125,
      });
    const played = await playAll([...some(2), ...some(3), ...some(4)]);
    for (const { order, person } of played) {
      await settled(person);
      await becomes(person, order);
    }
  }

  async function tellOwnBooking(): Promise<void> {
    const person = somebody();
    const { email } = person;
    await happen(person, 'no-show');
    const id = person.runs['no-show'] ?? '';
    await stopPerson(person, 'booked', missedCall);
    await settled(person);
    assert.equal(await outcomeOf(id), 'running');
    const [contact] = await real.world.observer.contacts.find('email', 'equals', email);
    assert.equal(contact?.values.bookingStatus, 'No-Show');
    assert.equal(contact?.values.campaignStatus, 'No-Show Recovery');

    await stopPerson(person, 'booked', 'another call');
    assert.equal((await real.world.result(id)).outcome, 'stopped:booked');
    await settled(person);
    const [booked] = await real.world.observer.contacts.find('email', 'equals', email);
    assert.equal(booked?.values.bookingStatus, 'Booked');
  }

  async function tellSecondCall(event: Event, field: string): Promise<void> {
    const person = somebody();
    await happen(person, event);
    const body = { email: person.email, [field]: 'another' };
    const second = await real.world.accept(body, `/webhooks/${event}`);
    const { outcome } = await real.world.result(person.runs[event] ?? '');
    assert.equal(outcome, 'stopped:superseded');
    await settled(person);
    assert.equal(await outcomeOf(second.id), 'running');
  }

  async function tellSecondMaybe(): Promise<void> {
    await tellSecondCall('post-call', 'call_date');
    const { email } = somebody();
    const post = (call_date: string) =>
      real.world.accept({ email, call_date }, '/webhooks/post-call');
    const first = await post('2025-12-01');
    const again = await post('Monday, December 1, 2025 at 3 pm');
    assert.deepEqual([again.status, again.id], ['duplicate', first.id]);
    assert.equal(await outcomeOf(first.id), 'running');
    const guessed = await post('12/02/2025');
    assert.match(guessed.warnings.join(), /call_date may name two days/);
    assert.equal((await real.world.result(first.id)).outcome, 'stopped:superseded');
  }

  async function tellOneContact(): Promise<void> {
    const person = somebody();
    const { email } = person;
    await Promise.all([...bodies.keys()].map((event) => happen(person, event)));
    await real.world.accept({ email, first_name: 'Tess' }, '/webhooks/signup');
    await settled(person);
    const contacts = await real.world.observer.contacts.find('email', 'equals', email);
    assert.equal(contacts.length, 1);
  }

  async function tellLastSecond(): Promise<void> {
    const person = somebody();
    const { email } = person;
    const dueAtMs = Date.now() + 1_500;
    const email_1_sent_at = new Date(dueAtMs - 24 * 3_600_000).toISOString();
    const { id } = await real.world.accept({ email, email_1_sent_at });
    await eventually('they are enrolled', async () => (await real.world.rows(id)).length === 5);
    await eventually('it is a second before', async () => Date.now() > dueAtMs - 1_000);
    await stopPerson(person, 'unsubscribed');
    assert.equal((await real.world.result(id)).outcome, 'stopped:unsubscribed');
    await eventually('it would have been due', async () => Date.now() > dueAtMs + 500);
    const mails = real.world.resend.ledger().filter(({ to }) => to.includes(email));
    const { before, after } = await real.world.allowances(id);
    assert.equal(after, 0);
    // None, but on a slow machine where the email was due before the stop was heard.
    assert.equal(mails.length, before);
  }
});

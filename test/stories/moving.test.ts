import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxSecrets } from '../../src/config/known-secrets.js';
import { normaliseEmail } from '../../src/domain/contact.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';
import { databaseIds } from '../../src/sandbox/seed.js';
import { evergreen } from '../cli/evergreen.js';
import { dueMsOf, numbersOf, OldEngine, type OldPerson, toMinute } from '../support/old-engine.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** How a person stands in the older system: what of theirs is sent, and what becomes of them here. */
interface State {
  what: string;
  shape: OldPerson['shape'];
  type?: string;
  /** Hours since it began. */
  age: number;
  /** Emails marked as sent. */
  sent: number[];
  verdict: 'ready' | 'conflict' | 'nothing left';
  /** Written otherwise than its shape asks for. */
  odd?: 'no date' | 'two rows' | 'stopped' | 'unsubscribed';
}

// biome-ignore format: a table
const states: State[] = [
  { what: 'just begun',        shape: 'prefect', age: 2,   sent: [1],             verdict: 'ready' },
  { what: 'after the second',  shape: 'prefect', age: 30,  sent: [1, 2],          verdict: 'ready' },
  { what: 'after the third',   shape: 'prefect', age: 80,  sent: [1, 2, 3],       verdict: 'ready' },
  { what: 'just begun',        shape: 'kestra',  age: 10,  sent: [1],             verdict: 'ready' },
  { what: 'after the second',  shape: 'kestra',  age: 50,  sent: [1, 2],          verdict: 'ready' },
  { what: 'before the last',   shape: 'kestra',  age: 100, sent: [1, 2, 3, 4],    verdict: 'ready' },
  { what: 'late',              shape: 'prefect', age: 40,  sent: [1],             verdict: 'ready' },
  { what: 'far too late',      shape: 'prefect', age: 60,  sent: [1],             verdict: 'ready' },
  { what: 'after a call',      shape: 'prefect', age: 20,  sent: [1],             verdict: 'ready', type: 'postcall' },
  { what: 'a client',          shape: 'kestra',  age: 20,  sent: [1],             verdict: 'ready', type: 'onboarding' },
  { what: 'done',              shape: 'prefect', age: 130, sent: [1, 2, 3, 4, 5], verdict: 'nothing left' },
  { what: 'stopped',           shape: 'kestra',  age: 30,  sent: [1, 2],          verdict: 'nothing left', odd: 'stopped' },
  { what: 'unsubscribed',      shape: 'prefect', age: 30,  sent: [1, 2],          verdict: 'nothing left', odd: 'unsubscribed' },
  { what: 'sent without date', shape: 'kestra',  age: 30,  sent: [1, 2],          verdict: 'conflict', odd: 'no date' },
  { what: 'in two rows',       shape: 'prefect', age: 30,  sent: [1, 2],          verdict: 'conflict', odd: 'two rows' },
];

/** More of them take longer, and show the same: `MOVING_PEOPLE=300 npm test -- test/stories/moving.test.ts`. */
const count = Number(process.env['MOVING_PEOPLE'] ?? states.length);

interface Someone extends OldPerson, Omit<State, 'shape' | 'type'> {}

describe('moving from an older system, back, and over again', () => {
  const story = inSkippedTime();
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'moving-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (typed: string) => {
    const { world } = story;
    const now = await world.now();
    const { notion } = world.config;
    return evergreen(typed, {
      env: {
        USER: 'Ann',
        NOTION_TOKEN: 'ntn_import',
        NOTION_BASE_URL: notion.baseUrl,
        NOTION_CONTACTS_DB_ID: databaseIds.contacts,
        NOTION_EMAIL_SEQUENCE_DB_ID: databaseIds.tracker,
        NOTION_REQUESTS_PER_SECOND: '100000',
        CONTACT_KEY_SECRET: sandboxSecrets.CONTACT_KEY_SECRET,
      },
      now: () => now,
      withRuns: (work) => work(world.runs),
    });
  };
  const ask = async <T>(typed: string): Promise<T> => {
    const { code, out, err } = await run(`${typed} --json`);
    assert.equal(code, 0, err);
    return JSON.parse(out) as T;
  };

  const someone = (index: number, nowMs: number): Someone => {
    const state = states[index % states.length] ?? assert.fail('no state');
    const { type = '5day' } = state;
    const baseMs = Math.floor((nowMs - state.age * HOUR - index * MINUTE) / MINUTE) * MINUTE;
    return { ...state, type, baseMs, email: `Person${index}@salon.example` };
  };

  const seed = async (old: OldEngine, person: Someone) => {
    const { email, type, shape, sent, odd, baseMs } = person;
    const firstMs = type === '5day' ? 0 : HOUR;
    const sentAt = (number: number) =>
      toMinute(number === 1 ? baseMs + firstMs : dueMsOf(person, number));
    const who = { Email: email, 'Sequence Type': type };
    const call = type === 'postcall' ? { 'Call Date': '2025-12-01' } : {};
    if (shape === 'prefect') {
      const marks = sent.map((number) => [`Email ${number} Sent`, sentAt(number)]);
      const row = { Name: email, ...who, ...call, ...Object.fromEntries(marks) };
      await old.write(row);
      if (odd === 'two rows') await old.write(row);
    } else {
      for (const number of sent) {
        const by = number === 1 && type === '5day' ? 'website' : 'kestra';
        const isDated = odd !== 'no date' || number !== 2;
        await old.write({
          ...who,
          Name: `${email} ${number}`,
          'Email Number': number,
          Status: 'sent',
          'Sent By': by,
          ...(isDated && { 'Sent At': sentAt(number) }),
        });
      }
      if (odd === 'stopped') await old.write({ ...who, 'Email Number': 3, Status: 'stopped' });
    }
    if (odd === 'unsubscribed') {
      await story.world.observer.contacts.create({
        email: normaliseEmail(email),
        firstName: 'Sam',
        emailStatus: 'Unsubscribed',
      });
    }
    old.know(person);
  };

  /** Every mail since an instant: whose, which, when. */
  const mailsSince = (sinceMs: number) => {
    const sequences: Record<string, string> = {
      assessment: '5day',
      'post-call': 'postcall',
      onboarding: 'onboarding',
    };
    return story.world.resend.ledger().flatMap(({ at, to, idempotencyKey }) => {
      if (Date.parse(at) < sinceMs) return [];
      const parts = (idempotencyKey ?? '').split('/');
      const isOld = parts[0] === 'old';
      const type = isOld ? parts[2] : sequences[parts[0] ?? ''];
      const name = `${to.join()} ${type} ${parts.at(-1)}`;
      return [{ name, atMs: Date.parse(at), isOld }];
    });
  };

  const liveThere = async (old: OldEngine, hours: number) => {
    for (let hour = 0; hour < hours; hour += 1) {
      await story.env.sleep('1h');
      await old.work();
    }
  };

  it('mails nobody twice, and forgets nobody', async () => {
    const old = new OldEngine(story.world);
    await old.addColumns();
    const startMs = (await story.world.now()).getTime();
    const people = Array.from({ length: count }, (_, index) => someone(index, startMs));
    for (const person of people) await seed(old, person);
    const verdictsOf = (which: readonly Someone[]) =>
      which.map(({ email, verdict }) => `${email} ${verdict}`).toSorted();

    // A dry run tells of everybody, and starts nothing.
    const report = join(folder, 'report.csv');
    interface Imported {
      started: number;
      hereAlready: number;
      people: { email: string; verdict: string; why?: string }[];
    }
    const dry = await ask<Imported>(`import --from notion --report ${report}`);
    assert.deepEqual(
      dry.people.map((one) => `${one.email} ${one.verdict}`).toSorted(),
      verdictsOf(people),
    );
    assert.equal(statSync(report).mode & 0o777, 0o600);
    assert.equal(readFileSync(report, 'utf8').trim().split('\r\n').length, people.length + 1);
    const ready = people.filter(({ verdict }) => verdict === 'ready');

    // The move: the older system is switched off, and its people go on here.
    const moved = await ask<Imported>('import --from notion --go');
    assert.equal(moved.started, ready.length);
    const again = await ask<Imported>('import --from notion --go');
    assert.deepEqual([again.started, again.hereAlready], [0, ready.length]);
    const newcomer: Someone = {
      ...someone(0, startMs),
      email: 'Newcomer@salon.example',
      baseMs: startMs,
      shape: 'prefect',
    };
    const posted = await story.world.accept({
      email: newcomer.email,
      email_1_sent_at: toMinute(startMs),
    });
    assert.equal(posted.status, 'accepted');
    const [late] = ready;
    const repeated = await story.world.accept({
      email: late?.email,
      email_1_sent_at: new Date(late?.baseMs ?? 0).toISOString(),
    });
    assert.equal(repeated.status, 'duplicate');
    await story.env.sleep('24h');

    // Back: nothing goes out here, and the older system knows what went.
    const out = join(folder, 'people.csv');
    const back = await ask<{ runs: number }>(`handback --out ${out} --tracker prefect`);
    assert.equal(back.runs, ready.length + 1);
    await ask('handback --tracker kestra');
    assert.equal(statSync(out).mode & 0o777, 0o600);
    old.know({ ...newcomer, baseMs: Math.floor(startMs / MINUTE) * MINUTE });
    const backMs = (await story.world.now()).getTime();
    const other: Someone = {
      ...someone(3, backMs),
      email: 'Other@salon.example',
      age: 0,
      baseMs: Math.floor(backMs / MINUTE) * MINUTE,
    };
    await seed(old, other);
    const conflicts = new Set(
      people.filter(({ verdict }) => verdict !== 'ready').map(({ email }) => email),
    );
    await liveThere(old, 26);

    // Over again: what went there goes nowhere again.
    const resumed = await ask<{ sentElsewhere: object[]; held: object[] }>('handback --resume');
    assert.deepEqual(resumed.held, []);
    assert.ok(resumed.sentElsewhere.length > 0);
    await ask('handback --resume'); // changes nothing
    const third = await ask<Imported>('import --from notion --go');
    assert.equal(third.started, 1);
    await story.env.sleep('150h');

    const mails = mailsSince(startMs).filter(
      ({ name }) => !conflicts.has(name.split(' ')[0] ?? ''),
    );
    const expected = [...ready, newcomer, other].flatMap((person) =>
      numbersOf(person.type).flatMap((number) => {
        const isSent = person.sent.includes(number) && person !== newcomer;
        const dueMs = dueMsOf(person, number);
        const isTooLate = dueMs < startMs - 24 * HOUR;
        return isSent || isTooLate
          ? []
          : [{ name: `${person.email} ${person.type} ${number}`, dueMs }];
      }),
    );
    assert.deepEqual(
      mails.map(({ name }) => name).toSorted(),
      expected.map(({ name }) => name).toSorted(),
    );
    assert.ok(mails.some(({ isOld }) => isOld));
    const dueOf = new Map(expected.map(({ name, dueMs }) => [name, Math.max(dueMs, startMs)]));
    for (const { name, atMs } of mails) {
      const offMs = atMs - (dueOf.get(name) ?? 0);
      assert.ok(
        offMs >= -MINUTE && offMs < 65 * MINUTE,
        `${name} went ${offMs / MINUTE} min after its time`,
      );
    }
  });

  it('leaves to nobody an email that may have gone', async () => {
    const { world } = story;
    const { email, email_1_sent_at } = story.someone({ email: 'doubtful@salon.example' });
    world.resend.setFaults([{ kind: 'after', route: 'POST /emails', then: 'reset' }]);
    await world.accept({ email, email_1_sent_at });
    await story.env.sleep('24h');
    await story.env.sleep('1 minute');
    const { inDoubt, people } = await ask<{ inDoubt: number; people: Record<string, string>[] }>(
      'handback',
    );
    const line = people.find((one) => one['Email'] === email);
    assert.deepEqual([inDoubt, line?.['Email 2 Sent'], line?.['Left']], [1, 'unknown', '3 4 5']);
    world.resend.setFaults([]);
    await ask('handback --resume');
    await story.env.sleep('120h');
    const own = world.resend.ledger().filter(({ to }) => to.includes(email));
    assert.equal(own.length, 4);
  });
});

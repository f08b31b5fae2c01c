import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR, MINUTE, SECOND } from '../../src/domain/duration.js';
import { evergreen } from '../cli/evergreen.js';
import { dueMsOf, numbersOf, OldEngine, toMinute } from '../support/old-engine.js';
import { type Someone, seed, someoneOf, states } from '../support/old-people.js';
import { operatorsSettings } from '../support/operators-settings.js';
import { eventually } from '../support/sandbox-process.js';
import { inSkippedTime } from '../support/skipped-time.js';

/** More of them take longer, and show the same: `MOVING_PEOPLE=300 npm test -- test/stories/moving.long.ts`. */
const count = Number(process.env['MOVING_PEOPLE'] ?? states.length);
const longestMs = 3 * MINUTE + (count - states.length) * 6 * SECOND;

interface Imported {
  started: number;
  hereAlready: number;
  people: { email: string; verdict: string; why?: string }[];
}

interface Compared {
  lines: { verdict: string; email: string; number?: number; apartMs?: number; note?: string }[];
  same: number;
  missing: number;
  extra: number;
}

describe('moving from an older system, back, and over again', () => {
  // Hundreds of runs in memory take their time to end with their worker.
  const story = inSkippedTime({ overrides: { shutdownForceTime: '1 minute' } });
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'moving-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (typed: string) => {
    const { world } = story;
    const now = await world.now();
    return evergreen(typed, {
      env: operatorsSettings(world, 'import'),
      now: () => now,
      withRuns: (work) => work(world.runs),
    });
  };
  const ask = async <T>(typed: string): Promise<T> => {
    const { code, out, err } = await run(`${typed} --json`);
    assert.equal(code, 0, err);
    return JSON.parse(out) as T;
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
  /** Every request of ours that is no question, taken or refused. */
  const writes = () => {
    const { notion, resend } = story.world;
    return [...notion.log(), ...resend.log()].flatMap(({ method, path, key }) => {
      const isOurs = /_(sandbox|import)$/.test(key ?? '');
      return isOurs && method !== 'GET' && !path.endsWith('/query') ? [`${method} ${path}`] : [];
    });
  };

  const liveThere = async (old: OldEngine, hours: number) => {
    for (let hour = 0; hour < hours; hour += 1) {
      await story.env.sleep('1h');
      await old.work();
    }
  };

  /** A day beside the older system, which sends to everybody as ever. */
  const shadowDay = async (old: OldEngine, people: readonly Someone[]) => {
    const { world } = story;
    await world.restart({ SHADOW: 'true' });
    const [visitor] = people;
    assert.ok(visitor);
    const { email } = visitor;
    const posted = { email, email_1_sent_at: toMinute(visitor.baseMs) };
    const { warnings } = await world.accept(posted);
    assert.deepEqual(warnings, ['shadow mode: nothing is sent']);
    const [, ...imported] = people.filter(({ verdict }) => verdict === 'ready');
    const { started, hereAlready } = await ask<Imported>('import --from notion --go');
    assert.deepEqual([started, hereAlready], [imported.length, 1]);
    await liveThere(old, 24);
    await story.env.sleep('3h'); // then what they have not sent is missing

    const report = await ask<Compared>('shadow report');
    const shown = (verdict: string) =>
      report.lines
        .filter((line) => line.verdict === verdict)
        .map((line) => `${line.email} ${line.number ?? line.note}`)
        .toSorted();
    const of = (what: string, note: string | number) =>
      people
        .filter((one) => one.what === what)
        .map((one) => `${one.email.toLowerCase()} ${note}`)
        .toSorted();
    // That one looks back two hours alone: whom it has not mailed by then it never mails.
    assert.deepEqual(shown('missing'), of('late', 2));
    assert.deepEqual(shown('extra'), of('in two rows', 'this person has no run here'));
    assert.ok(report.same > imported.length / 3, `${report.same} are the same`);
    for (const { verdict, email: whose, apartMs = 0 } of report.lines) {
      const isClose = apartMs >= -MINUTE && apartMs < 65 * MINUTE;
      assert.ok(verdict !== 'same' || isClose, `${whose} ${apartMs / MINUTE} min`);
    }
    const { ended } = await ask<{ ended: number }>('shadow end');
    assert.ok(ended > 0);
    // This server gives what is left to do there to nobody once a worker has ended.
    const hasEnded = async () => (await world.runs.countModes()).shadow === 0;
    await eventually('the shadow runs end', hasEnded);
    assert.deepEqual(writes(), []);
    await world.restart({ SHADOW: 'false' });
    return report;
  };

  it('mails nobody twice, and forgets nobody', async () => {
    const old = new OldEngine(story.world);
    await old.addColumns();
    const startMs = (await story.world.now()).getTime();
    const people = Array.from({ length: count }, (_, index) => someoneOf(index, startMs));
    for (const person of people) await seed(story.world, old, person);
    await shadowDay(old, people);
    const movedMs = (await story.world.now()).getTime();
    const sentThere = new Set(mailsSince(startMs).map(({ name }) => name));
    const hasGone = (person: Someone, number: number) =>
      person.sent.includes(number) || sentThere.has(`${person.email} ${person.type} ${number}`);
    const verdictOf = (person: Someone) => {
      if (person.verdict !== 'ready') return person.verdict;
      const left = numbersOf(person.type).filter((number) => !hasGone(person, number));
      const [next = 0, last = 0] = [left.at(0), left.at(-1)];
      // That one sends the third also where it has left out the second.
      const isGap = left.length > 0 && last - next + 1 > left.length;
      return isGap ? 'conflict' : left.length > 0 ? 'ready' : 'nothing left';
    };

    /** Whoever is mailed by one of the two, to the end. */
    const goesOn = (person: Someone) =>
      person.verdict === 'ready' && verdictOf(person) !== 'conflict';

    // A dry run tells of everybody, and starts nothing.
    const report = join(folder, 'report.csv');
    const dry = await ask<Imported>(`import --from notion --report ${report}`);
    assert.deepEqual(
      dry.people.map((one) => `${one.email} ${one.verdict}`).toSorted(),
      people.map((one) => `${one.email} ${verdictOf(one)}`).toSorted(),
    );
    assert.equal(statSync(report).mode & 0o777, 0o600);
    assert.equal(readFileSync(report, 'utf8').trim().split('\r\n').length, people.length + 1);
    const ready = people.filter((person) => verdictOf(person) === 'ready');

    // The move: the older system is switched off, and its people go on here.
    const moved = await ask<Imported>('import --from notion --go');
    assert.equal(moved.started, ready.length);
    const again = await ask<Imported>('import --from notion --go');
    assert.deepEqual([again.started, again.hereAlready], [0, ready.length]);
    const newcomer: Someone = {
      ...someoneOf(0, movedMs),
      email: 'Newcomer@salon.example',
      baseMs: movedMs,
      shape: 'prefect',
    };
    const posted = await story.world.accept({
      email: newcomer.email,
      email_1_sent_at: toMinute(movedMs),
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
    old.know({ ...newcomer, baseMs: Math.floor(movedMs / MINUTE) * MINUTE });
    const backMs = (await story.world.now()).getTime();
    const other: Someone = {
      ...someoneOf(3, backMs),
      email: 'Other@salon.example',
      age: 0,
      baseMs: Math.floor(backMs / MINUTE) * MINUTE,
    };
    await seed(story.world, old, other);
    const conflicts = new Set(people.filter((one) => !goesOn(one)).map(({ email }) => email));
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
    const expected = [...people.filter(goesOn), newcomer, other].flatMap((person) =>
      numbersOf(person.type).flatMap((number) => {
        const name = `${person.email} ${person.type} ${number}`;
        const isSent = person.sent.includes(number) && person !== newcomer;
        const dueMs = dueMsOf(person, number);
        const isTooLate = dueMs < movedMs - 24 * HOUR && !sentThere.has(name);
        return isSent || isTooLate ? [] : [{ name, dueMs }];
      }),
    );
    assert.deepEqual(
      mails.map(({ name }) => name).toSorted(),
      expected.map(({ name }) => name).toSorted(),
    );
    assert.ok(mails.some(({ isOld }) => isOld));
    const dueOf = new Map(expected.map(({ name, dueMs }) => [name, dueMs]));
    // What fell due while both were off waits for the move; what that older system leaves out, likewise.
    for (const { name, atMs, isOld } of mails) {
      const dueMs = dueOf.get(name) ?? 0;
      const offMs = atMs - (isOld || dueMs > movedMs ? dueMs : movedMs);
      assert.ok(
        offMs >= -MINUTE && offMs < 65 * MINUTE,
        `${name} went ${offMs / MINUTE} min after its time`,
      );
    }
  }).timeout(longestMs);

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

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { HOUR } from '../../src/domain/duration.js';
import { ourEmails, type Promised, promised, promisesOf } from '../campaign/promises/promises.js';
import { doctoredWorkflows } from '../support/doctored.js';
import { inRealTime, type RealTime } from '../support/real-time.js';
import type { RecordedHistory } from '../transcripts/recorded.js';
import { tellChanges } from '../transcripts/tell-changes.js';
import { type Transcript, transcribe } from '../transcripts/transcript.js';
import { wholeScenarios } from '../workflows/whole-scenarios.js';

const parse = (json: string) => transcribe(JSON.parse(json) as RecordedHistory);

const recordedOf = async (name: string): Promise<Transcript> =>
  parse(await readFile(`test/histories/${name}.json`, 'utf8'));

/** How an execution differs from the history of this name, in words. */
async function changesOf({ world }: RealTime, name: string, id: string): Promise<string[]> {
  const history = await world.client.workflow.getHandle(id).fetchHistory();
  return tellChanges(await recordedOf(name), parse(historyToJSON(history)));
}

const meant = (name: string) => `if this is meant: npm run record-histories -- --again ${name}`;

/** Plays what the recorded history of a sequence tells, on this code and on such a server as recorded it. */
async function walk(story: RealTime, { name, full }: Promised) {
  const { world } = story;
  const posted = { email: `${name}@history.example`, first_name: 'Test', ...full };
  const { id } = await world.accept(posted, `/webhooks/${name}`);
  const { outcome } = await world.result(id);
  return { id, outcome, changes: await changesOf(story, `${name}-completed`, id) };
}

/**
 * Nothing is kept in memory, so that each step of a run walks its whole history again. And what replay does
 * not see, such as how long a timer is, is held to what was recorded: a change is either meant, or a mistake.
 */
describe('each sequence, by a worker that remembers no run', () => {
  const story = inRealTime({ skipsWaits: true, overrides: { maxCachedWorkflows: 0 } });

  for (const promises of promised) {
    const { name, calendar } = promises;

    it(`walks ${name}: each email once, and what it asks for is what was recorded`, async () => {
      const { id, outcome, changes } = await walk(story, promises);
      assert.equal(outcome, 'completed');
      assert.deepEqual(
        story.world.resend.ledger().map(({ idempotencyKey }) => idempotencyKey),
        ourEmails(promises).map(({ number }) => `${id}/${number}`),
      );
      assert.deepEqual(
        await story.world.rows(id),
        calendar.map((_, index) => `#${index + 1} sent`),
      );
      assert.deepEqual(changes, [], meant(`${name}-completed`));
    });
  }
});

describe('what is no run of a sequence', () => {
  const story = inRealTime({ skipsWaits: true });

  for (const { name, time, play } of wholeScenarios) {
    if (time === 'real') continue; // it would take minutes
    it(`asks for what was recorded: ${name}`, async () => {
      const played = await play(story.world);
      assert.ok(typeof played === 'string');
      assert.deepEqual(await changesOf(story, name, played), [], meant(name));
    });
  }
});

describe('a wait that is an hour longer, and an attempt without its time-out', () => {
  const story = inRealTime({
    skipsWaits: true,
    workflows: () =>
      doctoredWorkflows({
        'Date.parse(dueAt),': `Date.parse(dueAt) + ${HOUR},`,
        'scheduleToCloseTimeout: Math.max(endMs - Date.now(), 1),': '',
      }),
  });

  it('replay, and are found by the transcript of a run', async () => {
    const { changes } = await walk(story, promisesOf('no-show'));
    assert.ok(changes.includes('changed: timer "email 1": lasts 1 h 5 min, was 5 min'));
    assert.ok(
      changes.includes('changed: activity sendEmail "send 1": no schedule-to-close, was 20 h'),
      changes.join('\n'),
    );
  });
});

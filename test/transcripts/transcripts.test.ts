import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { scenarios } from '../workflows/scenarios.js';
import { attributesOf, type RecordedEvent, type RecordedHistory } from './recorded.js';
import { tellChanges } from './tell-changes.js';
import { sayTranscript, transcribe } from './transcript.js';

const folder = 'test/histories';
const read = async (name: string) =>
  JSON.parse(await readFile(`${folder}/${name}.json`, 'utf8')) as RecordedHistory;

describe('transcripts of recorded histories', () => {
  for (const { name } of scenarios) {
    it(`say what is in ${name}`, async () => {
      const file = `${folder}/${name}.txt`;
      const recorded = await readFile(file, 'utf8').catch(() => '');
      const text = sayTranscript(name, transcribe(await read(name)));
      assert.equal(text, recorded, `${file}: npm run record-histories writes it`);
      const moment = /\d{4}-\d\d-\d\d|[0-9a-f]{8}|@[a-z]/;
      assert.doesNotMatch(text, moment, 'no day, no id and no address of the recording');
    });
  }

  it('are there for each scenario, and for no other', async () => {
    const files = scenarios.flatMap(({ name }) => [`${name}.json`, `${name}.txt`]);
    assert.deepEqual((await readdir(folder)).toSorted(), files.toSorted());
  });
});

type Events = RecordedEvent[];
const isOf = (summary: string) => (event: RecordedEvent) =>
  Buffer.from(event.userMetadata?.summary?.data ?? '', 'base64').toString() === `"${summary}"`;
const find = (events: Events, summary: string) =>
  events.find(isOf(summary)) ?? assert.fail(`there is no ${summary}`);
const change = (summary: string, changed: object) => (events: Events) => {
  Object.assign(attributesOf(find(events, summary)), changed);
};

const record2 =
  'activity recordEmails "record 2": on evergreen-notion, start-to-close 3 min, heartbeat 20 s, retry after 2 s times 2 to 1 min 8 attempts, priority 3 record 1';
const cases: [what: string, doctor: (events: Events) => void, told: string[]][] = [
  ['nothing', () => {}, []],
  [
    'another hour, and another count of the server',
    (events) => {
      for (const event of events) Object.assign(event, { eventTime: 'x', taskId: 'x' });
    },
    [],
  ],
  [
    'a wait that is some seconds shorter, as all before it took longer',
    change('email 3', { startToFireTimeout: '172780s' }),
    [],
  ],
  [
    'a wait that is longer',
    change('email 3', { startToFireTimeout: '176400s' }),
    ['changed: timer "email 3": lasts 49 h, was 48 h'],
  ],
  [
    'a time-out that is gone',
    change('send 3', { scheduleToCloseTimeout: '0s' }),
    ['changed: activity sendEmail "send 3": no schedule-to-close, was 20 h'],
  ],
  [
    'another policy, queue and priority',
    change('send 3', {
      retryPolicy: { initialInterval: '1s', maximumAttempts: 3 },
      taskQueue: { name: 'evergreen' },
      priority: { priorityKey: 2 },
    }),
    [
      'changed: activity sendEmail "send 3": on evergreen, was evergreen-resend',
      'changed: activity sendEmail "send 3": retry after 1 s 3 attempts, was never',
      'changed: activity sendEmail "send 3": priority 2, was 1',
    ],
  ],
  [
    'another activity',
    change('send 3', { activityType: { name: 'sendPostcard' } }),
    ['changed: activity sendPostcard "send 3", was activity sendEmail "send 3"'],
  ],
  [
    'other fields of an input',
    (events) => {
      const input = { mailId: 3, to: 'Ann' };
      const data = Buffer.from(JSON.stringify(input)).toString('base64');
      for (const number of [2, 3, 4, 5]) {
        change(`send ${number}`, { input: { payloads: [{ data }] } })(events);
      }
    },
    [
      'changed: sendEmail takes mailId: number, was string',
      'changed: sendEmail no longer takes key',
      'changed: sendEmail takes to: string, which it did not',
    ],
  ],
  [
    'two in another order',
    (events) => {
      const [timer, record] = [find(events, 'email 3'), find(events, 'record 2')];
      const at = events.indexOf(timer);
      events.splice(events.indexOf(record), 1);
      events.splice(at, 0, record);
    },
    ['moved: timer "email 3" is now after activity recordEmails "record 2"'],
  ],
  [
    'one that is gone',
    (events) => events.splice(events.findIndex(isOf('record 2')), 1),
    [`no longer there: ${record2}`],
  ],
  [
    'one more',
    (events) => events.splice(events.findIndex(isOf('record 2')), 0, find(events, 'record 2')),
    [`added after activity recordEmails "record 2": ${record2}`],
  ],
];

describe('what changes from one transcript to another', () => {
  for (const [what, doctor, told] of cases) {
    it(`is told of ${what}`, async () => {
      const was = await read('assessment-completed');
      const is = structuredClone(was);
      doctor(is.events);
      assert.deepEqual(tellChanges(transcribe(was), transcribe(is)), told);
      const texts = [was, is].map((history) => sayTranscript('x', transcribe(history)));
      assert.equal(texts[0] === texts[1], told.length === 0, 'the text changes with it');
    });
  }

  it('is refused where an event has no words yet', async () => {
    const eventType = 'EVENT_TYPE_NEXUS_OPERATION_SCHEDULED';
    assert.throws(
      () => transcribe({ events: [{ eventId: '1', eventType }] }),
      /no words for NEXUS_OPERATION_SCHEDULED yet/,
    );
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCodec } from '../../src/codec/codec.js';
import { replayHistories } from '../../src/replay/replay-histories.js';
import { evergreen } from '../cli/evergreen.js';
import { doctoredWorkflows } from '../support/doctored.js';
import { quietRuntime } from '../support/temporal.js';

const recorded = readdirSync('test/histories')
  .filter((name) => name.endsWith('.json'))
  .map((name) => `test/histories/${name}`);

/** `evergreen replay` of files, on workflow code in which something stands otherwise. */
const replay = (
  files: readonly string[],
  changes: Record<string, string> = {},
  more: string[] = [],
) =>
  evergreen(['replay', '--file', ...files, ...more], {
    replay: async (histories, onReplayed) =>
      replayHistories(
        {
          workflowBundle: await doctoredWorkflows(changes),
          dataConverter: { payloadCodecs: [createCodec([])] },
        },
        histories,
        onReplayed,
      ),
  });

describe('evergreen replay --file', () => {
  let folder: string;
  before(() => {
    quietRuntime();
    folder = mkdtempSync(join(tmpdir(), 'evergreen-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('replays every recorded history on this code, and says how far it is', async () => {
    const { code, out, err } = await replay(recorded);
    assert.equal(code, 0, out);
    assert.equal(out, `${recorded.length} histories replayed, 0 failed\n`);
    assert.equal(err, `replayed ${recorded.length} of ${recorded.length}\n`);
  });

  const completed = 'test/histories/assessment-completed.json';
  const { events } = JSON.parse(readFileSync(completed, 'utf8')) as {
    events: {
      eventType: string;
      activityTaskScheduledEventAttributes?: { activityType: { name: string } };
    }[];
  };
  const first = (isMeant: (event: (typeof events)[number]) => boolean) =>
    events.findIndex(isMeant) + 1;
  const send = first(
    (event) => event.activityTaskScheduledEventAttributes?.activityType.name === 'sendEmail',
  );
  /** When the second of ours goes, after the first has gone. */
  const nextSend = first(
    ({ eventType }) => eventType === 'EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
  );
  const changed: [what: string, changes: Record<string, string>, event: string, change: string][] =
    [
      [
        'another activity',
        { 'resend.sendEmail': 'resend.sendPostcard' },
        `${send} ActivityTaskScheduled`,
        'there the history has the activity sendEmail, this code sendPostcard',
      ],
      [
        'another order',
        {
          'shown.showNextSend(dueAt);':
            'void Promise.resolve().then(() => shown.showNextSend(dueAt));',
        },
        `${nextSend} UpsertWorkflowSearchAttributes`,
        'there the history has UpsertWorkflowSearchAttributes, this code another command (timer)',
      ],
      [
        'an email without its wait',
        { 'Date.parse(dueAt) > Date.now()': 'Date.parse(dueAt) > Date.now() && number !== 3' },
        `${nextSend} UpsertWorkflowSearchAttributes`,
        'there the history has UpsertWorkflowSearchAttributes, this code another command (activity)',
      ],
      [
        'a fault',
        { 'shown.showNextSend(dueAt);': 'if (number === 3) throw new TypeError("boom");' },
        `${nextSend - 1} WorkflowTaskCompleted`,
        'there this code throws: boom',
      ],
    ];
  for (const [what, changes, event, change] of changed) {
    it(`names run, event and change for ${what}`, async () => {
      const delivery = 'test/histories/delivery.json';
      const { code, out, err } = await replay([completed, delivery], changes);
      assert.equal(code, 1);
      assert.match(out, /^assessment\/\w{32} \(assessment\)\n {2}event /);
      assert.ok(out.includes(`  event ${event}: ${change}\n`), out);
      assert.match(out, /\n\n2 histories replayed, 1 failed\n$/);
      assert.match(err, /\nevergreen: 1 run cannot go on with this workflow code\n$/);
    });
  }

  it('says what may be the matter where the code fails a workflow, or its history is sealed', async () => {
    const doctor = (name: string, change: (started: Record<string, unknown>) => void) => {
      const history = JSON.parse(readFileSync(completed, 'utf8')) as {
        events: { workflowExecutionStartedEventAttributes: Record<string, unknown> }[];
      };
      change(history.events[0]?.workflowExecutionStartedEventAttributes ?? assert.fail());
      const path = join(folder, `${name}.json`);
      writeFileSync(path, JSON.stringify(history));
      return path;
    };
    const unknown = await replay([
      doctor('unknown', (started) => {
        started['workflowType'] = { name: 'newsletter' };
      }),
    ]);
    assert.match(
      unknown.out,
      /\(newsletter\)\n.*this code fails the workflow: it may not know its type, or/,
    );
    const metadata = { encoding: btoa('binary/encrypted'), 'encryption-key-id': btoa('old') };
    const sealed = await replay([
      doctor('sealed', (started) => {
        started['input'] = { payloads: [{ metadata, data: btoa('sealed') }] };
      }),
    ]);
    assert.match(
      sealed.out,
      /its history cannot be opened here: it is sealed with the key "old", which/,
    );
  });

  it('tells a program the same', async () => {
    const { code, out } = await replay([completed], { 'resend.sendEmail': 'resend.sendCard' }, [
      '--json',
    ]);
    assert.equal(code, 1);
    const { ok, replayed, gone, failed } = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual({ ok, replayed, gone }, { ok: false, replayed: 1, gone: 0 });
    const [{ event, workflowType }] = failed as [Record<string, unknown>];
    assert.deepEqual(event, { number: send, type: 'ActivityTaskScheduled' });
    assert.equal(workflowType, 'assessment');
  });

  it('takes another length of a wait, as a run that waits keeps the one that it began', async () => {
    const later = { 'Date.parse(dueAt),': 'Date.parse(dueAt) + 3600000,' };
    const { code, out } = await replay([completed], later);
    assert.equal(code, 0, out);
  });

  it('has nothing to replay of a run that no worker has begun', async () => {
    const path = join(folder, 'begun.json');
    writeFileSync(path, JSON.stringify({ events: events.slice(0, 1) }));
    assert.equal((await replay([path])).out, '1 history replayed, 0 failed\n');
  });

  it('comes to its end where there is nothing to replay for any of several workers', async () => {
    const paths = ['a', 'b', 'c'].map((name) => join(folder, `${name}.json`));
    for (const path of paths) writeFileSync(path, JSON.stringify({ events: events.slice(0, 1) }));
    const { code, out } = await replay(paths);
    assert.deepEqual([code, out], [0, '3 histories replayed, 0 failed\n']);
    for (const path of paths) rmSync(path);
    assert.equal((await replay(paths)).code, 2);
  });

  it('refuses events that are out of order, without their numbers, or of two runs, as no history', async () => {
    const path = join(folder, 'mixed.json');
    const mixed = events.with(9, events[13] ?? assert.fail()).with(13, events[9] ?? assert.fail());
    const unnumbered = events.map((event) => ({ ...event, eventId: undefined }));
    const twice = [...events.slice(0, 10), ...events].map((event, index) => ({
      ...event,
      eventId: String(index + 1),
    }));
    for (const told of [mixed, unnumbered, twice]) {
      writeFileSync(path, JSON.stringify({ events: told }));
      const { code, err } = await replay([path]);
      assert.equal(code, 2);
      assert.match(err, /mixed\.json is no history of a workflow; temporal /);
    }
  });

  for (const [what, text] of [
    ['no JSON', 'assessment'],
    ['other JSON', '{"events":[]}'],
    ['the end of a history', '{"events":[{"eventId":"2","eventType":"EVENT_TYPE_TIMER_FIRED"}]}'],
  ] as const) {
    it(`refuses ${what} as no history, naming the file`, async () => {
      const path = join(folder, 'other.json');
      writeFileSync(path, text);
      const { code, out, err } = await replay([completed, path]);
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(err, /evergreen: --file: \S+other\.json is no history of a workflow; temporal /);
    });
  }

  it('names every file that is no history before it replays any', async () => {
    const [other, missing] = [join(folder, 'other.json'), join(folder, 'missing.json')];
    writeFileSync(other, 'assessment');
    const changes = { 'resend.sendEmail': 'resend.sendPostcard' };
    const { code, out, err } = await replay([completed, other, missing], changes);
    assert.deepEqual({ code, out }, { code: 2, out: '' });
    assert.match(
      err,
      /^evergreen: --file: \S+other\.json is no history of a workflow; temporal .* gives one; \S+missing\.json cannot be read\n$/,
    );
  });

  it('says which file is not there, and takes files or a query', async () => {
    const missing = await replay([join(folder, 'missing.json')]);
    assert.equal(missing.code, 2);
    assert.match(missing.err, /^evergreen: --file: \S+missing\.json cannot be read\n$/);
    const both = await replay([completed], {}, ['--query', 'x']);
    assert.equal(both.code, 2);
    assert.match(both.err, /'--query <query>' cannot be used with option '--file/);
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { locate } from '../../scripts/tools.mjs';
import { DAY } from '../../src/domain/duration.js';
import { type FoundNamespace, type Namespace, openNamespace } from '../../src/runs/namespace.js';
import { startTemporalServer, type TemporalServer } from '../../src/sandbox/temporal-server.js';
import { checkTemporal, namespaceNeeds } from '../../src/setup/check-temporal.js';
import { setUpTemporal } from '../../src/setup/set-up-temporal.js';
import { freePorts } from '../support/sandbox-process.js';

const quietly = { isDryRun: false, say: () => {} };

describe("Setting up a namespace of Temporal's dev server", () => {
  let folder: string;
  let server: TemporalServer;
  let connection: Connection;

  before(async () => {
    const binary = locate('temporal');
    assert.ok(binary, 'temporal is missing; run "npm test", which fetches it first');
    const [port = 0, uiPort = 0] = await freePorts(2);
    folder = await mkdtemp(join(tmpdir(), 'evergreen-'));
    server = await startTemporalServer({ binary, folder, port, uiPort });
    connection = await Connection.connect({ address: server.address });
  });
  after(async () => {
    await connection.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const open = (namespace: string) => openNamespace(new Client({ connection, namespace }));

  it('makes what is missing, once', async () => {
    const namespace = open('fresh');
    const [missing, ...others] = await checkTemporal(namespace);
    assert.deepEqual([missing?.level, missing?.id, others], ['wrong', 'temporal-namespace', []]);

    const planned = await setUpTemporal(namespace, { ...quietly, isDryRun: true });
    assert.equal(planned.changed, false);
    assert.equal((await namespace.look()).state, 'missing');

    const first = await setUpTemporal(namespace, quietly);
    assert.deepEqual(
      first.steps.map(({ does, done }) => `${done} ${does}`),
      [
        'true make the namespace "fresh", with 30 days of retention',
        'true add the search attributes ContactKey (Keyword), Segment (Keyword), NextSendAt (Datetime), NeedsAttention (Bool), Progress (KeywordList)',
        'true make the schedule "watch"',
        'true make the schedule "reconcile"',
      ],
    );
    assert.deepEqual(
      first.results.map(({ level }) => level),
      ['good', 'good', 'good', 'good', 'good'],
    );
    const again = await setUpTemporal(namespace, quietly);
    assert.deepEqual([again.changed, again.steps], [false, []]);
  });

  it('raises a retention that is too short, and leaves a longer one', async () => {
    const namespace = open('short');
    await namespace.make(DAY);
    const { results } = await setUpTemporal(namespace, quietly);
    assert.equal((await namespace.look()).retentionMs, 30 * DAY);
    assert.ok(results.every(({ level }) => level === 'good'));
    await namespace.keepFor(90 * DAY);
    assert.equal((await setUpTemporal(namespace, quietly)).changed, false);
    assert.equal((await namespace.look()).retentionMs, 90 * DAY);
  });
});

describe('Setting up a namespace that is not ours to change', () => {
  const there: FoundNamespace = {
    state: 'there',
    retentionMs: 30 * DAY,
    attributes: namespaceNeeds.attributes,
    schedules: namespaceNeeds.schedules,
  };
  const refusing = (name: string, found: Partial<FoundNamespace>): Namespace => ({
    name,
    look: async () => ({ ...there, ...found }),
    make: async () => 'refused',
    keepFor: async () => 'refused',
    addAttributes: async () => 'refused',
    makeSchedule: async () => 'refused',
  });

  const mends: [what: string, name: string, found: Partial<FoundNamespace>, mends: string[]][] = [
    [
      'a retention and an attribute in Temporal Cloud',
      'mail.a1b2c',
      {
        retentionMs: 7 * DAY,
        attributes: {
          ContactKey: 'Keyword',
          Segment: '',
          NextSendAt: 'Datetime',
          Progress: 'KeywordList',
        },
      },
      [
        'tcld namespace retention set --namespace mail.a1b2c --retention-days 30',
        'tcld namespace search-attributes add --namespace mail.a1b2c --search-attribute "NeedsAttention=Bool"',
      ],
    ],
    [
      'the same on a server of its own',
      'mail',
      {
        retentionMs: 7 * DAY,
        attributes: {
          ContactKey: 'Keyword',
          Segment: '',
          NextSendAt: 'Datetime',
          Progress: 'KeywordList',
        },
      },
      [
        'temporal operator namespace update -n mail --retention 30d',
        'temporal operator search-attribute create -n mail --name NeedsAttention --type Bool',
      ],
    ],
    [
      'a schedule, where the key may only read',
      'mail.a1b2c',
      { schedules: ['watch'] },
      ['start the worker, with a key that has Write on the namespace: it makes it'],
    ],
  ];
  for (const [what, name, found, expected] of mends) {
    it(`gives the exact command for ${what}`, async () => {
      const { changed, results } = await setUpTemporal(refusing(name, found), quietly);
      assert.equal(changed, false);
      const bad = results.filter(({ level }) => level !== 'good');
      assert.deepEqual(
        bad.map(({ mend }) => mend),
        expected,
      );
    });
  }

  it('does not add to a namespace that it may not make', async () => {
    const found = { state: 'missing', retentionMs: 0, attributes: {}, schedules: [] } as const;
    const asked: string[] = [];
    const namespace = {
      ...refusing('mail.a1b2c', found),
      addAttributes: async () => {
        asked.push('attributes');
        return 'refused' as const;
      },
    };
    const { results } = await setUpTemporal(namespace, quietly);
    assert.deepEqual(asked, []);
    assert.match(results[0]?.mend ?? '', /^cloud\.temporal\.io\/namespaces, "Create Namespace"/);
  });

  it('tells what it may not see, and an attribute of another type', async () => {
    const hidden = await checkTemporal(refusing('mail', { state: 'hidden' }));
    assert.match(hidden[0]?.mend ?? '', /TEMPORAL_NAMESPACE and TEMPORAL_API_KEY/);
    const typed = await checkTemporal(
      refusing('mail', { attributes: { ...there.attributes, Segment: 'Text' } }),
    );
    assert.equal(typed[0]?.found, 'it is of type Text, and must be Keyword');
  });
});

import { notionWords } from '../../src/campaign/notion-words.js';
import { createNotionStandIn, type NotionSeed } from '../../src/sandbox/notion/server.js';
import type { StandInServer } from '../../src/sandbox/standin/listen.js';
import { type SetUp, setUpNotion } from '../../src/setup/set-up-notion.js';
import { survey } from '../../src/setup/survey.js';
import type { Asked, Survey } from '../../src/setup/workspace.js';
import { type Builder, openBuilder } from '../../src/vendors/notion/builder.js';
import { openWorkspace } from '../../src/vendors/notion/connect.js';
import { Traffic } from '../contract/traffic.js';

export const pageId = '40000000-0000-4000-8000-000000000000';
const page = { id: pageId, title: 'Evergreen' };

/** A workspace that holds one page, anew before each test, and a clock that moves when somebody waits. */
export function useEmptyWorkspace() {
  const start = new Date('2026-11-02T10:00:42Z');
  let now = start;
  const traffic = new Traffic({ allRequests: false });
  const standIn = createNotionStandIn({
    file: ':memory:',
    observer: traffic.observer('notion'),
    seed: { pages: [page] },
    requestsPerMinute: 100_000,
    now: async () => now,
  });
  let server: StandInServer | undefined;
  let builder: Builder;
  const waits: number[] = [];
  before(async () => {
    server = await standIn.listen(0);
    builder = openBuilder(target());
  });
  beforeEach(async () => {
    now = start;
    waits.length = 0;
    await standIn.reset();
  });
  afterEach(() => traffic.assertFaithful());
  after(async () => {
    await server?.close();
    standIn.close();
  });
  const target = () => ({
    token: 'ntn_test',
    baseUrl: server?.url ?? '',
    requestsPerSecond: 100_000,
    deadlineMs: 30_000,
  });
  const pause = async (ms: number) => {
    waits.push(ms);
    now = new Date(now.getTime() + ms);
  };
  const look = (asked: Partial<Asked> = {}): Promise<Survey> =>
    survey(builder, { databases: {}, parent: pageId, ...asked });
  return {
    standIn,
    target,
    look,
    waits: () => waits,
    seed: (more: NotionSeed) => standIn.seed(more),
    async setUp(asked: Partial<Asked> = {}, own: Partial<Builder> = {}): Promise<SetUp> {
      const whole = { databases: {}, parent: pageId, ...asked };
      const deps = { builder: over(builder, own), say: () => {}, pause };
      return setUpNotion(deps, whole, await survey(builder, whole));
    },
    /** What the worker says of it when it starts. */
    check: (databases: { contacts: string; tracker: string; templates: string }) =>
      openWorkspace({ ...target(), databases, words: notionWords }).check(),
    /** Writes that Notion carried out, by what they were. */
    writes: (): string[] => standIn.ledger().map(({ method, path }) => `${method} ${path}`),
  };
}

function over(builder: Builder, own: Partial<Builder>): Builder {
  return new Proxy(builder, {
    get(target, name) {
      const given = Reflect.get(own, name) as unknown;
      const value = given ?? (Reflect.get(target, name) as unknown);
      return typeof value === 'function' && given === undefined ? value.bind(target) : value;
    },
  });
}

/** Ids as the settings name them. */
export function idsOf({ databases }: Survey): {
  contacts: string;
  tracker: string;
  templates: string;
} {
  const { contacts, tracker, templates } = databases;
  return {
    contacts: contacts?.databaseId ?? '',
    tracker: tracker?.databaseId ?? '',
    templates: templates?.databaseId ?? '',
  };
}

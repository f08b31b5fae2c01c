import { Client, LogLevel } from '@notionhq/client';
import { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import { createGate } from '../../src/vendors/gate.js';
import { describeContract, type Target } from './fact.js';
import { notionFacts } from './notion-facts.js';
import { notionQuestions } from './notion-questions.js';
import { makeTable, version, type Workspace } from './notion-table.js';
import { Traffic } from './traffic.js';

/** Within the three a second that older pages of the documentation name. */
const politeRequestsPerSecond = 2.5;
const homeId = '10000000-0000-4000-8000-000000000000';

const { CONTRACT_NOTION_TOKEN: token, CONTRACT_NOTION_PAGE_ID: pageId } = process.env;

function notionClient(auth: string, baseUrl: string, requestsPerSecond: number): Client {
  const gate = createGate(requestsPerSecond);
  return new Client({
    auth,
    baseUrl,
    notionVersion: version,
    retry: false,
    logLevel: LogLevel.ERROR,
    fetch: (url, init) => gate.pass(() => fetch(url, init)),
  });
}

async function startStandIn(): Promise<Target<Workspace>> {
  const traffic = new Traffic({ allRequests: false });
  const standIn = createNotionStandIn({
    file: ':memory:',
    observer: traffic.observer('notion'),
    seed: { pages: [{ id: homeId, title: 'Home' }] },
  });
  const server = await standIn.listen(0);
  const notion = notionClient('ntn_contract', server.url, 100_000);
  return {
    name: 'the stand-in',
    isService: false,
    client: {
      url: server.url,
      notion,
      pageId: homeId,
      token: 'ntn_contract',
      ...(await makeTable(notion, homeId)),
    },
    async close() {
      await server.close();
      standIn.close();
      traffic.assertFaithful();
    },
  };
}

/** The table that it makes under the page goes to the trash in the end. */
async function startService(auth: string, home: string): Promise<Target<Workspace>> {
  const url = 'https://api.notion.com';
  const notion = notionClient(auth, url, politeRequestsPerSecond);
  const table = await makeTable(notion, home);
  return {
    name: 'the service',
    isService: true,
    client: { url, notion, pageId: home, token: auth, ...table },
    async close() {
      await notion.databases.update({ database_id: table.databaseId, in_trash: true });
    },
  };
}

describe('Contract with Notion', () => {
  const contract = { facts: notionFacts, questions: notionQuestions };
  describeContract('kept by the stand-in', startStandIn, {
    ...contract,
    gaps: { 'a wrong token is refused': 'any token is right' },
  });
  describeContract(
    'kept by the service',
    token !== undefined && pageId !== undefined
      ? () => startService(token, pageId)
      : { skipped: 'set CONTRACT_NOTION_TOKEN, and CONTRACT_NOTION_PAGE_ID shared with it' },
    contract,
  );
});

import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { createNotionStandIn } from '../../src/sandbox/notion/server.js';
import type { ResendStandIn } from '../../src/sandbox/resend/server.js';
import type { Workspace } from '../../src/vendors/notion/connect.js';
import type { Call, CopyVersion, Edit, Evidence, Execution, Trouble } from '../judge/evidence.js';
import { readHistory } from '../judge/read-history.js';
import { decoderOf } from './sealed.js';

/** What whoever plays has noted. */
export interface Notes {
  calls: Call[];
  edits: Edit[];
  copy: CopyVersion[];
  troubles: Trouble[];
  canaries: string[];
  quietFromMs?: number;
  punctualMs?: number;
}

/** Where evidence is read. */
export interface Sources {
  client: Client;
  notion: ReturnType<typeof createNotionStandIn>;
  resend: ResendStandIn;
  observer: Workspace;
  alerts: Evidence['alerts'];
  /** HTML and text of each accepted mail, by its id. */
  bodies?: ReadonlyMap<string, string>;
  isTesting: boolean;
  /** What payloads are sealed with. */
  encryptionKey: Uint8Array;
  now: () => Promise<Date>;
  /** Workflow ids, where the server lists none. */
  ids?: readonly string[];
}

/** Reads all evidence: from the stand-ins, from Temporal, and from what was noted. */
export async function gather(sources: Sources, notes: Notes): Promise<Evidence> {
  const { notion, resend, observer, alerts, bodies, isTesting, now } = sources;
  const executions = await readExecutions(sources);
  const rows = await observer.tracker.all();
  const contacts = await observer.contacts.all();
  return {
    ...notes,
    calls: [...notes.calls, ...reportsOf(resend)].toSorted((one, other) => one.atMs - other.atMs),
    isTesting,
    untilMs: (await now()).getTime(),
    executions,
    requests: resend
      .log()
      .filter(({ method, path }) => method === 'POST' && path === '/emails')
      .map(({ at, idempotencyKey = null, bodyHash, status }) => ({
        atMs: Date.parse(at),
        key: idempotencyKey,
        bodyHash,
        status,
      })),
    mails: resend.ledger().map(({ at, id, idempotencyKey, to, subject }) => {
      const body = bodies?.get(id);
      const mail = { atMs: Date.parse(at), id, key: idempotencyKey, to, subject };
      return body === undefined ? mail : { ...mail, body };
    }),
    rows: rows.map(({ values }) => {
      const { key, email, number, status, reason, resendId, sentBy, template } = values;
      return { key, email, number, status, reason, resendId, sentBy, template };
    }),
    contacts: contacts.map(({ values: { email, emailStatus, bookingStatus } }) => ({
      email,
      emailStatus,
      bookingStatus,
    })),
    looks: looksIn(notion.log()),
    alerts,
    surfaces: [],
  };
}

/** How long whoever takes a report of Resend may take to answer it. */
const answerMs = 1_000;

/** What Resend has told of mails that came back, as the stops that they are. */
function reportsOf(resend: ResendStandIn): Call[] {
  // What it did not even try, as it has an address on its list, is the same as having come back.
  const told = [
    ['bounced', 'email.bounced'],
    ['complained', 'email.complained'],
    ['bounced', 'email.suppressed'],
  ] as const;
  return told.flatMap(([name, type]) =>
    resend.reports(type).flatMap(({ atMs, to, status }) =>
      to.map((address) => ({
        atMs,
        answeredMs: atMs + answerMs,
        path: '/webhooks/resend',
        body: {},
        status: status || null,
        stop: { name, address },
      })),
    ),
  );
}

function looksIn(log: ReturnType<Sources['notion']['log']>): Evidence['looks'] {
  return log.flatMap(({ at, method, path, status }) => {
    const [, pageId] = /^\/v1\/pages\/([^/]+)$/.exec(path) ?? [];
    return method === 'GET' && pageId && status === 200 ? [{ atMs: Date.parse(at), pageId }] : [];
  });
}

const judged = new Set([
  'assessment',
  'noShow',
  'postCall',
  'onboarding',
  'trackSignup',
  'stopContact',
  'resubscribeContact',
  'recordDelivery',
  'sendingSwitch',
  'incident',
  'sendTest',
]);

async function readExecutions({
  client: { workflow },
  encryptionKey,
  ids,
}: Sources): Promise<Execution[]> {
  const decode = decoderOf(encryptionKey);
  const read = async (workflowId: string, runId?: string) => {
    const history = await workflow.getHandle(workflowId, runId).fetchHistory();
    return readHistory(workflowId, runId ?? '', JSON.parse(historyToJSON(history)), decode);
  };
  if (ids) return Promise.all(ids.map((id) => read(id)));
  const found: Execution[] = [];
  for await (const { workflowId, runId, type } of workflow.list()) {
    if (judged.has(type)) found.push(await read(workflowId, runId));
  }
  return found;
}

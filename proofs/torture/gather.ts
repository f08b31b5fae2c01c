import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Call, CopyVersion, Edit, Evidence, Execution, Trouble } from '../judge/evidence.js';
import { readHistory } from '../judge/read-history.js';
import type { Scene } from './scene.js';

/** What whoever plays has noted. */
export interface Notes {
  calls: Call[];
  edits: Edit[];
  copy: CopyVersion[];
  troubles: Trouble[];
  canaries: string[];
  quietFromMs?: number;
}

/** Reads all evidence of a scene: from the stand-ins, from Temporal, and from what was noted. */
export async function gather(scene: Scene, notes: Notes): Promise<Evidence> {
  const { client, resend, observer, seen } = scene;
  const executions = await readExecutions(client);
  const rows = await observer.tracker.all();
  const contacts = await observer.contacts.all();
  const { quietFromMs, ...noted } = notes;
  return {
    ...noted,
    isTesting: true,
    untilMs: Date.now(),
    ...(quietFromMs !== undefined && { quietFromMs }),
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
    mails: resend.ledger().map(({ at, id, idempotencyKey, to, subject }) => ({
      atMs: Date.parse(at),
      id,
      key: idempotencyKey,
      to,
      subject,
      body: seen.bodies.get(id) ?? '?',
    })),
    rows: rows.map(({ values }) => ({
      key: values.key,
      email: values.email,
      number: values.number,
      status: values.status,
      reason: values.reason,
      resendId: values.resendId,
      sentBy: values.sentBy,
      template: values.template,
    })),
    contacts: contacts.map(({ values: { email, emailStatus, bookingStatus } }) => ({
      email,
      emailStatus,
      bookingStatus,
    })),
    looks: seen.looks,
    alerts: scene.alerts,
    surfaces: await surfacesOf(scene),
    replays: [],
  };
}

const judged = [
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
];

async function readExecutions({ workflow }: Client): Promise<Execution[]> {
  const found: Execution[] = [];
  for await (const { workflowId, runId, type } of workflow.list()) {
    if (!judged.includes(type)) continue;
    const history = await workflow.getHandle(workflowId, runId).fetchHistory();
    found.push(readHistory(workflowId, runId, JSON.parse(historyToJSON(history))));
  }
  return found;
}

/** Where no person may be named: logs, alerts, and what Temporal's lists show. */
async function surfacesOf({ client, workers, api, alerts }: Scene): Promise<Evidence['surfaces']> {
  const listed: unknown[] = [];
  for await (const { workflowId, memo, typedSearchAttributes } of client.workflow.list()) {
    listed.push({ workflowId, memo, attributes: typedSearchAttributes.getAll() });
  }
  return [
    ...workers.map((one, at) => ({ name: `the log of worker ${at + 1}`, text: one.allSaid })),
    { name: 'the log of the API', text: api.allSaid },
    { name: 'the alerts', text: alerts.map(({ text }) => text).join('\n') },
    { name: "Temporal's lists", text: JSON.stringify(listed) },
  ];
}

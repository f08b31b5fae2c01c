import type { Client } from '@temporalio/client';
import { ContactPages } from '../activities/contacts/contact-pages.js';
import type { ActivityDeps } from '../activities/deps.js';
import { PreparedMails } from '../activities/emails/prepared-mails.js';
import { runAtWork } from '../activities/run-at-work.js';
import { readLayout } from '../campaign/copy/templates.js';
import type { Config } from '../config.js';
import { normaliseEmail } from '../domain/contact.js';
import { MINUTE } from '../domain/duration.js';
import { makeUnsubscribeToken } from '../domain/mail/unsubscribe-token.js';
import { room } from '../rendering/room.js';
import { createRuns, type Runs } from '../runs/runs.js';
import { TemplateDesk } from '../templates/template-desk.js';
import { TemplateShelf } from '../templates/template-shelf.js';
import { connectAlerts } from '../vendors/alerts/webhook.js';
import { withDoor } from '../vendors/door.js';
import { createGate, type Gate } from '../vendors/gate.js';
import { type FaultListener, KnownFaults } from '../vendors/known-faults.js';
import { type GateMeter, withMeter } from '../vendors/metered-gate.js';
import type { Workspace } from '../vendors/notion/connect.js';
import { createNotionGate } from '../vendors/notion/requests.js';
import { listMails } from '../vendors/resend/list-mails.js';
import { openDoors } from './doors.js';

/** What the activities need, from configuration; nobody is asked before something is needed. */
export async function createActivityDeps(
  config: Config,
  client: Client,
  own: Partial<Omit<ActivityDeps, 'runs'>> & { runs?: Runs } = {},
): Promise<ActivityDeps> {
  const { now = () => new Date() } = own;
  const { runs = createRuns({ client, now }) } = own;
  const listener = incidentsOf(runs, now);
  const known = (vendor: string) => new KnownFaults(vendor, listener, { now, caller: runAtWork });
  const faults = {
    notion: known('notion'),
    resend: known('resend'),
    template: known('template'),
    shadow: known('shadow'),
  };
  const { gates = createGates(config) } = own;
  const shared = { gates, faults, now };
  const doors = openDoors(config, shared, config.isShadow);
  const { workspace } = doors;
  const layout = await readLayout();
  return {
    ...doors,
    shadow: config.isShadow ? doors : openDoors(config, shared, true),
    templates: createTemplateDesk(async () => workspace, config, now),
    gates,
    faults,
    listMails: (since, onPage) =>
      listMails({ ...config.resend, gate: gates.resend }, since, onPage),
    contactPages: new ContactPages(),
    mails: new PreparedMails(runs),
    sendAlert: connectAlerts(config.alertWebhookUrl),
    renderer: room,
    layout,
    settings: config.settings,
    sender: config.sender,
    isTestRecipient: config.isTestRecipient,
    runs,
    unsubscribeUrl: (email) => unsubscribeUrl(config, email),
    runUrl: (workflowId) =>
      temporalRunUrl(config.temporalUiUrl, client.options.namespace, workflowId),
    pageUrl: (page) => temporalPageUrl(config.temporalUiUrl, client.options.namespace, page),
    templateCacheMs: MINUTE,
    now,
    ...own,
  };
}

/** What is known of the copy; nobody is asked before something is needed of it. */
export function createTemplateDesk(
  workspace: () => Promise<Workspace>,
  { settings, sender }: Pick<Config, 'settings' | 'sender'>,
  now: () => Date | Promise<Date>,
): TemplateDesk {
  const shelf = new TemplateShelf(workspace, now);
  const tools = async () => ({ renderer: room, layout: await readLayout(), settings, sender });
  return new TemplateDesk(shelf, tools, now);
}

/** What keeps the pace of each vendor: one of each in a process, whoever asks. */
export function createGates(
  config: Pick<Config, 'notion' | 'resend'>,
  meters?: { notion: GateMeter; resend: GateMeter },
): ActivityDeps['gates'] {
  const metered = (gate: Gate, vendor: 'notion' | 'resend') =>
    meters ? withMeter(gate, meters[vendor]) : gate;
  return {
    notion: withDoor(metered(createNotionGate(config.notion.requestsPerSecond), 'notion')),
    resend: metered(createGate(config.resend.requestsPerSecond), 'resend'),
  };
}

/** Its record may have been ended by hand meanwhile, or by a process that knew less. */
const tellAgainAfterMs = 5 * MINUTE;

/** Faults of the whole installation are told to Temporal, which keeps one record of each. */
function incidentsOf(
  runs: Pick<Runs, 'openIncident' | 'endIncident' | 'tellMendedTo'>,
  now: () => Date | Promise<Date>,
): FaultListener {
  const toldMs = new Map<string, number>();
  // One after the other: an end that comes behind the next beginning would end that.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (tell: () => unknown) => {
    turn = turn.then(tell).catch(() => {});
  };
  return {
    onFault(about, reason) {
      inTurn(async () => {
        const nowMs = (await now()).getTime();
        const sinceMs = Math.abs(nowMs - (toldMs.get(about) ?? Number.NEGATIVE_INFINITY));
        if (sinceMs < tellAgainAfterMs) return;
        toldMs.set(about, nowMs);
        // Where Temporal is away too, whoever meets it next tells of it.
        await runs.openIncident({ about, reason }).catch(() => toldMs.delete(about));
      });
    },
    onMended(about) {
      inTurn(() => {
        toldMs.delete(about);
        return runs.endIncident(about).catch(() => {}); // then it finds out when it looks
      });
    },
    onForgotten(about) {
      inTurn(() => toldMs.delete(about));
    },
    letTry(who, about) {
      return runs.tellMendedTo(who, about).catch(() => true); // then another one tries at the next look
    },
  };
}

/** The link that unsubscribes this address; it differs each time, and none ever expires. */
export function unsubscribeUrl(
  { publicUrl, unsubscribeSecrets }: Pick<Config, 'publicUrl' | 'unsubscribeSecrets'>,
  email: string,
): string {
  const token = makeUnsubscribeToken(unsubscribeSecrets[0] ?? '', normaliseEmail(email));
  return `${publicUrl}/unsubscribe/${token}`;
}

/** A workflow's page in Temporal Web UI; ids contain slashes. */
export function temporalRunUrl(uiUrl: string, namespace: string, workflowId: string): string {
  return temporalPageUrl(uiUrl, namespace, `workflows/${encodeURIComponent(workflowId)}`);
}

/** A page of Temporal Web UI, by its address within a namespace. */
export function temporalPageUrl(uiUrl: string, namespace: string, page: string): string {
  return `${uiUrl}/namespaces/${namespace}/${page}`;
}

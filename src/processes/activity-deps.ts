import type { Client } from '@temporalio/client';
import { ContactPages } from '../activities/contacts/contact-pages.js';
import type { ActivityDeps } from '../activities/deps.js';
import { readLayout } from '../campaign/copy/templates.js';
import type { Config } from '../config.js';
import { alertTexts } from '../domain/alert.js';
import { normaliseEmail } from '../domain/contact.js';
import { MINUTE } from '../domain/duration.js';
import { makeUnsubscribeToken } from '../domain/mail/unsubscribe-token.js';
import { createRuns } from '../runs/runs.js';
import { connectAlerts } from '../vendors/alerts/webhook.js';
import { connectWorkspace } from '../vendors/notion/connect.js';
import { watchReach } from '../vendors/notion/reach.js';
import { connectResend } from '../vendors/resend/resend.js';

/**
 * What the activities need, from configuration.
 * @throws {InvalidSetup} when Notion lacks something that we need.
 */
export async function createActivityDeps(
  config: Config,
  client: Client,
  own: Partial<ActivityDeps> = {},
): Promise<ActivityDeps> {
  const { now = () => new Date() } = own;
  const sendAlert = connectAlerts(config.alertWebhookUrl);
  const onReach = watchReach(() => {
    // Best effort: no run waits for it, and it comes again after the next time away.
    sendAlert(alertTexts.notion_away.join('\n')).catch(() => {});
  });
  const [workspace, layout] = await Promise.all([
    connectWorkspace({ ...config.notion, onReach }),
    readLayout(),
  ]);
  return {
    workspace,
    contactPages: new ContactPages(),
    sendMail: connectResend(config.resend, now),
    sendAlert,
    layout,
    settings: config.settings,
    sender: config.sender,
    isTestRecipient: config.isTestRecipient,
    runs: createRuns({ client, now }),
    unsubscribeUrl: (email) => unsubscribeUrl(config, email),
    runUrl: (workflowId) =>
      temporalRunUrl(config.temporalUiUrl, client.options.namespace, workflowId),
    templateCacheMs: MINUTE,
    now,
    ...own,
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
  return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

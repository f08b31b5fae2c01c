import type { Client } from '@temporalio/client';
import { ContactPages } from './activities/contact-pages.js';
import type { ActivityDeps } from './activities/deps.js';
import { readLayout } from './campaign/templates.js';
import type { Config } from './config.js';
import { normaliseEmail } from './domain/contact.js';
import { MINUTE } from './domain/duration.js';
import { makeUnsubscribeToken } from './domain/unsubscribe-token.js';
import { createRunRegister } from './temporal-runs.js';
import { connectAlerts } from './vendors/alerts/webhook.js';
import { connectWorkspace } from './vendors/notion/connect.js';
import { connectResend } from './vendors/resend/resend.js';

/**
 * What the activities need, from configuration.
 * @throws {InvalidSetup} when Notion lacks something that we need.
 */
export async function createActivityDeps(
  config: Config,
  client: Client,
  own: Pick<ActivityDeps, 'now' | 'templateCacheMs'> & Partial<ActivityDeps> = {
    now: () => new Date(),
    templateCacheMs: MINUTE,
  },
): Promise<ActivityDeps> {
  const [workspace, layout] = await Promise.all([connectWorkspace(config.notion), readLayout()]);
  return {
    workspace,
    contactPages: new ContactPages(),
    sendMail: connectResend(config.resend, own.now),
    sendAlert: connectAlerts(config.alertWebhookUrl),
    layout,
    settings: config.settings,
    sender: config.sender,
    isTestRecipient: config.isTestRecipient,
    runs: createRunRegister(client),
    unsubscribeUrl: (email) => {
      const token = makeUnsubscribeToken(config.unsubscribeSecrets[0] ?? '', normaliseEmail(email));
      return `${config.publicUrl}/unsubscribe/${token}`;
    },
    runUrl: (workflowId) =>
      temporalRunUrl(config.temporalUiUrl, client.options.namespace, workflowId),
    ...own,
  };
}

/** A workflow's page in Temporal Web UI; ids contain slashes. */
export function temporalRunUrl(uiUrl: string, namespace: string, workflowId: string): string {
  return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

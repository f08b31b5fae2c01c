import type { CampaignSettings } from '../campaign/settings.js';
import type { Layout } from '../domain/template.js';
import type { Workspace } from '../vendors/notion/connect.js';
import type { SendMail } from '../vendors/resend/resend.js';

/** What the activities work with, handed in by the worker. */
export interface ActivityDeps {
  workspace: Workspace;
  sendMail: SendMail;
  layout: Layout;
  settings: CampaignSettings;
  sender: { from: string; replyTo: string; name: string; address: string };
  /** Whether testing mode may mail this address. */
  isTestRecipient: (email: string) => boolean;
  /** The run's page in Temporal Web UI. */
  runUrl: (workflowId: string) => string;
  /** How long copy may be kept before it is read again. */
  templateCacheMs: number;
  now: () => Date | Promise<Date>;
}

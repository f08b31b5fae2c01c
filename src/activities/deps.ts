import type { CampaignSettings } from '../campaign/settings.js';
import type { LastingCause } from '../campaign/stops.js';
import type { StopMessage } from '../domain/run.js';
import type { Layout } from '../domain/template.js';
import type { Workspace } from '../vendors/notion/connect.js';
import type { SendMail } from '../vendors/resend/resend.js';

/** What Temporal knows of a contact's runs. */
export interface RunRegister {
  /** Ids of open workflows of this contact; a run started a moment ago may be missing. */
  listOpen(contactKey: string): Promise<string[]>;
  /** @throws {WorkflowNotFoundError} when none is open under this id. */
  stop(workflowId: string, message: StopMessage): Promise<void>;
  /** Lasting stops of this contact that are being carried out, so that Notion may not say them yet. */
  openStops(contactKey: string): Promise<LastingCause[]>;
}

/** What the activities work with, handed in by the worker. */
export interface ActivityDeps {
  workspace: Workspace;
  sendMail: SendMail;
  runs: RunRegister;
  /** The link that unsubscribes this address. */
  unsubscribeUrl: (email: string) => string;
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

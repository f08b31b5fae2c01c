import type { CampaignSettings } from '../campaign/copy/settings.js';
import type { Layout } from '../domain/mail/template.js';
import type { Control } from '../domain/run/control.js';
import type { LastingCause, StopMessage } from '../domain/run/stop.js';
import type { SwitchedOn } from '../domain/run/switch.js';
import type { Workspace } from '../vendors/notion/connect.js';
import type { SendMail } from '../vendors/resend/resend.js';
import type { ContactPages } from './contacts/contact-pages.js';

/** A workflow execution that Temporal remembers. */
export interface FoundRun {
  id: string;
  /** ISO instant, by the server's clock. */
  startedAt: string;
  isOpen: boolean;
}

/** What Temporal knows of runs. */
export interface RunRegister {
  /** The newest execution under a workflow id. */
  find(workflowId: string): Promise<FoundRun | undefined>;
  /** Open workflows, of one contact or of all; one started a moment ago may be missing. */
  listOpen(contactKey?: string): Promise<FoundRun[]>;
  /** @throws {WorkflowNotFoundError} when none is open under this id. */
  stop(workflowId: string, message: StopMessage): Promise<void>;
  /** @throws {WorkflowNotFoundError} when none is open under this id. */
  switchOn(workflowId: string, message: SwitchedOn): Promise<void>;
  /** Settles an email that is in doubt as sent, once. False when no run is open under this id. */
  resolveSent(
    workflowId: string,
    email: Control & { number: number; resendId: string },
  ): Promise<boolean>;
  /** Lasting stops of this contact that are being carried out, so that Notion may not say them yet. */
  openStops(contactKey: string): Promise<LastingCause[]>;
  /**
   * Whether an execution of a workflow wants one of its activities no more, or has ended. A message
   * that it has yet to take up is waited for.
   * @throws {Error} when it takes none up.
   */
  isWithdrawn(
    execution: { workflowId: string; runId: string },
    activityId: string,
  ): Promise<boolean>;
  /** ISO instant since when sending is switched off; undefined while it is on. A second old at most. */
  sendingOffAt(): Promise<string | undefined>;
}

/** What the activities work with, handed in by the worker. */
export interface ActivityDeps {
  workspace: Workspace;
  contactPages: ContactPages;
  sendMail: SendMail;
  runs: RunRegister;
  /** Tells operators something, where they are to be told; with a link to the run. */
  sendAlert: (text: string) => Promise<void>;
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

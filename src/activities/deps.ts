import type { CampaignSettings } from '../campaign/copy/settings.js';
import type { Layout } from '../domain/mail/drawing.js';
import type { MailRecord } from '../domain/records/compare.js';
import type { RunRegister } from '../domain/run/run-register.js';
import type { Renderer } from '../rendering/room.js';
import type { TemplateDesk } from '../templates/template-desk.js';
import type { Door } from '../vendors/door.js';
import type { Gate } from '../vendors/gate.js';
import type { KnownFaults } from '../vendors/known-faults.js';
import type { Workspace } from '../vendors/notion/connect.js';
import type { SendMail } from '../vendors/resend/resend.js';
import type { ContactPages } from './contacts/contact-pages.js';
import type { PreparedMails } from './emails/prepared-mails.js';

/** The ways to the vendors. */
export interface Doors {
  /** Nothing is sent here, and nothing written: what does that only seems to. */
  isShadow: boolean;
  workspace: Workspace;
  sendMail: SendMail;
  /**
   * Asks Resend whether it would take mail, as far as it tells without one.
   * @throws {VendorFault} about the account, when it would not.
   */
  checkSender: () => Promise<void>;
}

/** What the activities work with, handed in by the worker. */
export interface ActivityDeps extends Doors {
  /** The doors of whoever is in shadow mode; see `doors.ts`. */
  shadow: Doors;
  contactPages: ContactPages;
  /** What keeps each vendor's pace. Notion's is shut while another process speaks to it. */
  gates: { notion: Door; resend: Gate };
  /** What is known to be at fault, by who refuses; shadow mode refuses who is real. */
  faults: Record<'notion' | 'resend' | 'template' | 'shadow', KnownFaults>;
  mails: Pick<PreparedMails, 'keep' | 'find'>;
  /** Every mail that Resend has taken since an instant; `onPage` hears how many so far. */
  listMails: (since: Date, onPage?: (count: number) => void) => Promise<MailRecord[]>;
  runs: RunRegister;
  /** Tells operators something, where they are to be told; with a link to the run. */
  sendAlert: (text: string) => Promise<void>;
  /** The link that unsubscribes this address. */
  unsubscribeUrl: (email: string) => string;
  /** What is known of the copy in Notion. */
  templates: TemplateDesk;
  renderer: Renderer;
  layout: Layout;
  settings: CampaignSettings;
  sender: { from: string; replyTo: string; name: string; address: string };
  /** Whether testing mode may mail this address. */
  isTestRecipient: (email: string) => boolean;
  /** The run's page in Temporal Web UI. */
  runUrl: (workflowId: string) => string;
  /** A page of Temporal Web UI, by its address within our namespace. */
  pageUrl: (page: string) => string;
  /** How long copy may be kept before it is read again. */
  templateCacheMs: number;
  now: () => Date | Promise<Date>;
}

import type { PayloadCodec } from '@temporalio/common';
import type { Context, MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import type { EventName } from '../campaign/events.js';
import type { KeySecret } from '../domain/contact.js';
import type { FoundTemplate, PreviewedMail } from '../domain/copy-report.js';
import type { Answers, DeliveriesOf, FoundContact } from '../domain/question.js';
import type { Runs } from '../runs/runs.js';
import type { Callers } from './http/callers.js';
import type { LastHeard } from './http/last-heard.js';

/** What the API works with, handed in. */
export interface ApiDeps {
  runs: Runs;
  /** Of events that have keys of their own, by name; the others take the general ones. */
  webhookKeys: { general: string[]; byEvent: { [Name in EventName]?: string[] } };
  /** What calendars sign with; all are accepted, and none means that nobody is. */
  senderSecrets: { calcom: string[]; calendly: string[] };
  /** Whether Resend has signed a body within the last five minutes. */
  isFromResend: (body: string, headers: SvixHeaders) => boolean;
  contactKeySecret: KeySecret;
  /** All are accepted. */
  unsubscribeSecrets: string[];
  isTesting: boolean;
  /** Nothing is sent, and nothing is written to Notion. */
  isShadow: boolean;
  /** The campaign's time zone, as `Europe/Berlin`. */
  zone: string;
  version: string;
  /** Whether we can take events, as this process has seen it last: whoever asks, nobody else is asked. */
  readiness: () => Promise<Readiness>;
  /** One for all doors. */
  callers: Callers;
  lastHeard: LastHeard;
  /** For operators' routes. */
  adminToken: string;
  /** The contact of this address as Notion has it, with its page. */
  findContact: (email: string) => Promise<FoundContact | undefined>;
  /** What the tracker says of deliveries: of one run, or of all of an address; by the rows' keys. */
  findDeliveries: (of: DeliveriesOf) => Promise<Map<string, string>>;
  /** The address of the contact of this key, where Notion has it. */
  findAddress: (contactKey: string) => Promise<string | undefined>;
  /** All templates of the campaign, with what is to be said of each. @throws {VendorFault | InvalidSetup} */
  findTemplates: Answers['templates'];
  /** The copy of one template. @throws {VendorFault | InvalidSetup} */
  findTemplate: Answers['template'];
  /**
   * The email that a contact, as Notion has them, would get of a template; that of the campaign's example
   * without one.
   * @throws {BlockedTemplate} naming what holds it.
   */
  renderPreview: (template: FoundTemplate, contact?: PreviewContact) => Promise<PreviewedMail>;
  /** Whether tests may go to this address. */
  isTestRecipient: (email: string) => boolean;
  /** A run in Temporal Web UI. */
  temporalRunUrl: (workflowId: string) => string;
  /** A contact's workflows in Temporal Web UI. */
  temporalContactUrl: (contactKey: string) => string;
  /** A page of Temporal Web UI, by its address within our namespace. */
  temporalPageUrl: (page: string) => string;
  /** Seals and opens what Temporal stores. */
  codec: PayloadCodec;
  /** Where Temporal Web UI is opened from: its pages may ask for that. */
  uiOrigins: readonly string[];
  /** Whether a browser is logged in to the console. Default: none is. */
  isLoggedIn?: (c: Context) => Promise<boolean>;
  /** Traces requests. Default: nobody does. */
  traced?: MiddlewareHandler;
  /** A webhook was answered, as its sender is called in `senderOfRoute`. Default: nobody counts. */
  webhookAnswered?: (sender: string, status: number) => void;
  log: Logger;
  now: () => Date | Promise<Date>;
}

/** Whose values a preview shows. */
export interface PreviewContact {
  email: string;
  fields: Record<string, string | null>;
}

/** What must work before we take events, and whether emails go. */
export interface Readiness {
  /** By its name; why is for operators alone. */
  missing: { name: string; why: string }[];
  isSending: boolean;
}

/** Headers that Resend signs its webhooks with. */
export interface SvixHeaders {
  id: string;
  timestamp: string;
  signature: string;
}

import type { FoundTemplate, TemplateReport } from './copy-report.js';

/**
 * What the API asks of Notion. Whichever worker speaks to the vendors answers, so that all processes
 * together keep Notion's pace.
 */
export interface Answers {
  /** The contact of this address. */
  contact(email: string): Promise<FoundContact | undefined>;
  /** The address of the contact of this key. */
  address(contactKey: string): Promise<string | undefined>;
  /** What the tracker says of deliveries: of one run, or of all of an address; by the rows' keys. */
  deliveries(of: DeliveriesOf): Promise<[key: string, delivery: string][]>;
  /** Whether the databases are as we need them; rejects with what is not. */
  schema(): Promise<void>;
  /** All templates of the campaign, with what is to be said of each. */
  templates(): Promise<TemplateReport[]>;
  /** The copy of one template: the Active row, or else any of its name. */
  template(name: string): Promise<FoundTemplate | undefined>;
}

export interface FoundContact {
  fields: Record<string, string | null>;
  url: string;
}

export type DeliveriesOf = { runId: string } | { email: string };

type Asked<K extends keyof Answers> = { about: K; of: Parameters<Answers[K]>[0] };

/** One of them, as it is sent to the worker. */
export type Question = { [K in keyof Answers]: Asked<K> }[keyof Answers];

/** What comes back: the answer, or what Notion said instead. */
export type Answered = { answer?: unknown } | { fault: string; isSetup: boolean };

/** An operator looks at a page that shows without what Notion knows, too; of copy it shows nothing then. */
export function answerWithinMs({ about }: Question): number {
  return about === 'templates' || about === 'template' ? 20_000 : 2_500;
}

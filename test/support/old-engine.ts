import { Client } from '@notionhq/client';
import { readTemplates } from '../../src/campaign/copy/templates.js';
import { templateNames } from '../../src/campaign/sequences/index.js';
import { HOUR, MINUTE } from '../../src/domain/duration.js';
import { dataSourceIds } from '../../src/sandbox/seed.js';
import { type OldTableRow, openOldTable } from '../../src/vendors/notion/old-tracker.js';
import type { World } from './world.js';

/** An email of an older system's sequence, and how long after its beginning that sends it, in hours. */
const schedules: Record<string, Record<number, number>> = {
  '5day': { 2: 24, 3: 72, 4: 96, 5: 120 },
  postcall: { 1: 1, 2: 72, 3: 168 },
  onboarding: { 1: 1, 2: 24, 3: 72 },
};

/** How it names the copy of a sequence. */
const templatesOf: Record<string, string> = {
  '5day': '5-Day E',
  postcall: 'postcall_maybe_email_',
  onboarding: 'onboarding_phase1_email_',
};

export interface OldPerson {
  email: string;
  type: string;
  /** When it began, in ms since 1970. */
  baseMs: number;
  shape: 'prefect' | 'kestra';
}

/**
 * What an older system does: it looks at its tracker every hour, sends what is due and not marked there,
 * and marks it. Of whom it knows nothing else it sends nothing.
 */
export class OldEngine {
  private readonly world: World;
  private readonly people = new Map<string, OldPerson>();
  private readonly notion: Client;

  constructor(world: World) {
    this.world = world;
    const { baseUrl = '' } = world.config.notion;
    this.notion = new Client({
      auth: 'ntn_old',
      baseUrl,
      notionVersion: '2026-03-11',
      retry: false,
    });
  }

  /** The columns in which Prefect kept what it sent. */
  async addColumns(): Promise<void> {
    const properties = Object.fromEntries(
      [1, 2, 3, 4, 5].map((number) => [`Email ${number} Sent`, { date: {} }]),
    );
    await this.notion.dataSources.update({
      data_source_id: dataSourceIds.tracker,
      properties: { ...properties, 'Call Date': { rich_text: {} } },
    });
  }

  know(person: OldPerson): void {
    this.people.set(`${person.email} ${person.type}`, person);
  }

  /** One row of its tracker, by column. */
  async write(values: Record<string, string | number>): Promise<void> {
    const text = (content: unknown) => [{ text: { content: String(content) } }];
    const kinds: Record<string, (value: unknown) => object> = {
      Name: (value) => ({ title: text(value) }),
      Email: (email) => ({ email }),
      'Email Number': (number) => ({ number }),
      'Call Date': (value) => ({ rich_text: text(value) }),
      Status: (name) => ({ select: { name } }),
      'Sent By': (name) => ({ select: { name } }),
      'Sequence Type': (name) => ({ select: { name } }),
    };
    const properties = Object.entries(values).map(([name, value]) => [
      name,
      kinds[name]?.(value) ?? { date: { start: value } },
    ]);
    await this.notion.pages.create({
      parent: { data_source_id: dataSourceIds.tracker },
      properties: Object.fromEntries(properties),
    });
  }

  /** What it does at one moment. */
  async work(): Promise<void> {
    const nowMs = (await this.world.now()).getTime();
    const rows = await this.rows();
    for (const person of this.people.values()) {
      const own = rows.filter(
        ({ cells }) =>
          String(cells.get('email')).toLowerCase() === person.email.toLowerCase() &&
          cells.get('sequence_type') === person.type,
      );
      for (const [number, hours] of Object.entries(schedules[person.type] ?? {})) {
        const dueMs = person.baseMs + hours * HOUR;
        const isDue = dueMs <= nowMs && dueMs > nowMs - 2 * HOUR;
        if (isDue && !isMarked(own, Number(number))) await this.send(person, Number(number), own);
      }
    }
  }

  private rows(): Promise<OldTableRow[]> {
    const { baseUrl } = this.world.config.notion;
    return openOldTable('tracker', {
      token: 'ntn_old',
      baseUrl,
      requestsPerSecond: 100_000,
      database: dataSourceIds.tracker,
    }).read();
  }

  private async send({ email, type, shape }: OldPerson, number: number, own: OldTableRow[]) {
    const { baseUrl = '' } = this.world.config.resend;
    const response = await fetch(`${baseUrl}/emails`, {
      method: 'POST',
      headers: {
        Authorization: 'Bearer re_old',
        'Content-Type': 'application/json',
        'Idempotency-Key': `old/${email}/${type}/${number}`,
      },
      body: JSON.stringify({
        from: 'hello@evergreen.example',
        to: [email],
        subject: await subjectOf(type, number),
        text: 'From the older system.',
      }),
    });
    if (!response.ok) throw new Error(`the older system could not send: ${response.status}`);
    const at = (await this.world.now()).toISOString();
    const wide = own.find(({ cells }) => cells.has('email_1_sent'));
    if (shape === 'prefect' && wide) {
      const properties = { [`Email ${number} Sent`]: { date: { start: at } } };
      await this.notion.pages.update({ page_id: wide.pageId, properties });
      return;
    }
    await this.write({
      Name: `${email} ${number}`,
      Email: email,
      'Sequence Type': type,
      'Email Number': number,
      Status: 'sent',
      'Sent At': at,
      'Sent By': 'kestra',
    });
  }
}

/** As its copy has it, of somebody of whom it knows the first name alone. */
async function subjectOf(type: string, number: number): Promise<string> {
  const name = `${templatesOf[type]}${number}`;
  const template = (await readTemplates(templateNames)).find((one) => one.name === name);
  if (!template) throw new Error(`the older system has no template ${name}`);
  return template.subject.replace(
    /\{\{[^}"]*(?:"([^"]*)")?[^}"]*\}\}/g,
    (_, other = 'Sam') => other,
  );
}

function isMarked(rows: readonly OldTableRow[], number: number): boolean {
  return rows.some(
    ({ cells }) =>
      cells.has(`email_${number}_sent`) ||
      (cells.get('email_number') === number && cells.get('status') === 'sent'),
  );
}

/** When an email of a sequence is to go, in ms since 1970. */
export function dueMsOf({ type, baseMs }: OldPerson, number: number): number {
  return baseMs + (schedules[type]?.[number] ?? 0) * HOUR;
}

export function numbersOf(type: string): number[] {
  return Object.keys(schedules[type] ?? {}).map(Number);
}

/** Instants as trackers keep them: to the minute. */
export function toMinute(ms: number): string {
  return new Date(Math.floor(ms / MINUTE) * MINUTE).toISOString();
}

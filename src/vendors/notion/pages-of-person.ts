import { addressesIn, normaliseEmail, spellingsOf } from '../../domain/contact.js';
import type { Traces } from '../../domain/person.js';
import { isPretended } from '../read-only.js';
import type { Workspace } from './connect.js';
import { patiently } from './patience.js';
import type { contactsSchema, trackerSchema } from './schema.js';
import type { Row } from './table.js';

export type ContactRow = Row<typeof contactsSchema>;
export type TrackerRow = Row<typeof trackerSchema>;

/** What Notion has of one person. */
export interface PagesOfPerson {
  /** Their contacts, the oldest first; several where somebody has made another by hand. */
  contacts: ContactRow[];
  rows: TrackerRow[];
  /** Contacts that hold nothing but that this person must not be mailed. */
  kept: ContactRow[];
  /** Contacts with this person's key or address, and another address: whose they are a person has to say. */
  others: ContactRow[];
}

/** Hears how many of how many are done. */
type OnEach = (done: number, of: number) => void;

interface Person {
  email: string;
  contactKey: string;
}

/** One person's pages in two databases, for whoever waits at a prompt. Everything is safe to repeat. */
export class PersonInNotion {
  private readonly workspace: Pick<Workspace, 'contacts' | 'tracker'>;
  private readonly person: Person;
  private readonly onWait: (ms: number) => void;

  constructor(
    workspace: Pick<Workspace, 'contacts' | 'tracker'>,
    person: Person,
    onWait: (ms: number) => void,
  ) {
    this.workspace = workspace;
    this.person = person;
    this.onWait = onWait;
  }

  /**
   * All of them, as Notion has them by their ids: its queries may not show yet what was made a moment ago, and
   * still show what was put into the trash.
   * @throws {VendorFault}
   */
  async find(traces: Traces, onEach: OnEach = () => {}): Promise<PagesOfPerson> {
    const { contacts, tracker } = this.workspace;
    const { email, contactKey } = this.person;
    const address = normaliseEmail(email);
    const isNamed = (text: string | null) => addressesIn(text ?? '').includes(address);
    // What names somebody else too is not theirs alone.
    const isTheirs = (text: string | null) =>
      isNamed(text) && new Set(addressesIn(text ?? '')).size === 1;
    const forms = [...new Set([...spellingsOf(email), ...traces.addresses.filter(isTheirs)])];
    const byAddress = forms.map((text) => ({ key: 'email', is: 'contains', text }) as const);
    const byKey = { key: 'contactKey', is: 'equals', text: contactKey } as const;
    const ofRuns = { key: 'key', is: 'contains', text: `/${contactKey}/` } as const;
    const people = await this.ask(() => contacts.findAny([...byAddress, byKey]));
    const emails = await this.ask(() => tracker.findAny([...byAddress, ofRuns]));
    const all = await this.readAll(contacts, [...people.map(toId), ...traces.contactPageIds]);
    const rows = await this.readAll(tracker, [...emails.map(toId), ...traces.rowIds], onEach);
    const hasKeys = await this.hasKeys();
    const own = all.filter(({ values }) =>
      values.email ? isTheirs(values.email) : values.contactKey === contactKey,
    );
    const kept = own.filter((row) => isBare(row, hasKeys));
    const isOthers = ({ values }: ContactRow) => values.email && !isTheirs(values.email);
    return {
      contacts: own.filter((row) => !kept.includes(row)),
      rows: rows.filter(
        ({ values }) => isTheirs(values.email) || values.key?.includes(`/${contactKey}/`),
      ),
      kept,
      others: all.filter(
        (row) =>
          isOthers(row) && (row.values.contactKey === contactKey || isNamed(row.values.email)),
      ),
    };
  }

  /** Whether a contact can be kept by its key alone. */
  hasKeys(): Promise<boolean> {
    return this.ask(() => this.workspace.contacts.has('contactKey'));
  }

  /**
   * Keeps of a person that they must not be mailed: on a page of its own, so that the other ones go whole, with
   * their history and whatever else somebody has written there. Should its answer be lost, it may be there twice,
   * which says the same.
   */
  async keep(emailStatus: string, kept: readonly ContactRow[]): Promise<void> {
    const { contacts } = this.workspace;
    const { email, contactKey } = this.person;
    const [before] = kept;
    if (before) {
      if (before.values.emailStatus === emailStatus) return;
      await this.ask(() => contacts.update(before.id, { emailStatus }));
      return;
    }
    const who = (await this.hasKeys()) ? { contactKey } : { email: normaliseEmail(email) };
    await this.ask(() => contacts.create({ ...who, emailStatus }));
  }

  /** Puts contacts and rows into the trash, the rows first: they lead to the contact. */
  async trash({ contacts, rows }: PagesOfPerson, onEach: OnEach): Promise<void> {
    const all = [
      ...rows.map(
        ({ id }) =>
          () =>
            this.workspace.tracker.trash(id),
      ),
      ...contacts.map(
        ({ id }) =>
          () =>
            this.workspace.contacts.trash(id),
      ),
    ];
    for (const [index, trash] of all.entries()) {
      await this.ask(trash);
      onEach(index + 1, all.length);
    }
  }

  private async readAll<R>(
    table: { read(id: string): Promise<R | undefined> },
    ids: readonly string[],
    onEach: OnEach = () => {},
  ): Promise<R[]> {
    const found: R[] = [];
    const all = [...new Set(ids)].filter((id) => !isPretended(id));
    for (const [index, id] of all.entries()) {
      const row = await this.ask(() => table.read(id));
      if (row) found.push(row);
      onEach(index + 1, all.length);
    }
    return found;
  }

  private ask<T>(request: () => Promise<T>): Promise<T> {
    return patiently(request, { onWait: this.onWait, isWrite: false });
  }
}

function toId({ id }: { id: string }): string {
  return id;
}

/** Whether a contact says no more than who must not be mailed; with an address only where there is no other name. */
function isBare({ values }: ContactRow, hasKeys: boolean): boolean {
  const { emailStatus, contactKey, email, ...others } = values;
  const isNamed = hasKeys ? contactKey !== null && !email : Boolean(email);
  return isNamed && emailStatus !== null && Object.values(others).every((value) => value === null);
}

import { LRUCache } from 'lru-cache';
import type { ApiDeps } from '../api/app.js';
import { contactKey } from '../domain/contact.js';
import { SECOND } from '../domain/duration.js';
import { within } from '../runs/deadline.js';
import { isRunId, listWorkflows, queryPerson } from '../runs/read-runs.js';

/** A page shows without what Notion knows rather than never. */
const notionDeadlineMs = 4 * SECOND;

export type People = ReturnType<typeof createPeople>;

/**
 * Who is behind a contact key. Addresses of pages hold keys, never people, so that no log nor browser
 * history does; runs know their person, and Notion most others.
 */
export function createPeople({
  client,
  contactKeySecret,
  findAddress,
  findContact,
}: Pick<ApiDeps, 'client' | 'contactKeySecret' | 'findAddress' | 'findContact'>) {
  // Whom operators looked for; Notion may hold people from before there were keys.
  const searched = new LRUCache<string, string>({ max: 1_000 });
  const inTime = <T>(work: () => Promise<T>) => within(client, notionDeadlineMs, work);

  return {
    /** The key of an address, which is known by it from now on. */
    remember(address: string): string {
      const key = contactKey(contactKeySecret, address);
      searched.set(key, address);
      return key;
    },
    /** The address of a key, if anybody can tell. */
    async addressOf(key: string): Promise<string | undefined> {
      const isOf = (address: string) => contactKey(contactKeySecret, address) === key;
      const known = searched.get(key);
      if (known) return known;
      const run = (await listWorkflows(client, key)).find(({ id }) => isRunId(id));
      const person = run && (await queryPerson(client, run.id));
      const address =
        person?.email ?? (await inTime(() => findAddress(key)).catch(() => undefined));
      return address && isOf(address) ? address : undefined;
    },
    /** A contact's page in Notion, if Notion can tell. */
    async notionUrlOf(address: string): Promise<string | undefined> {
      const found = await inTime(() => findContact(address)).catch(() => undefined);
      return found?.url;
    },
    /** Whose run it is; undefined when no worker can tell. */
    behind: (runId: string) => queryPerson(client, runId),
    /** `Sarah · sarah@example.com`, or a part of the key where no worker can tell. */
    async nameOf(runId: string): Promise<string> {
      const person = await queryPerson(client, runId);
      return person ? sayPerson(person.email, person.firstName) : sayKey(keyOf(runId));
    },
  };
}

/** The contact key in a run's id. */
export function keyOf(runId: string): string {
  return runId.split('/')[1] ?? '';
}

export function sayPerson(email: string, firstName: string | null | undefined): string {
  return [firstName, email].filter(Boolean).join(' · ');
}

export function sayKey(key: string): string {
  return `contact ${key.slice(0, 8)}…`;
}

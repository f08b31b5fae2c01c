import { LRUCache } from 'lru-cache';
import type { ApiDeps } from '../api/deps.js';
import { atMost } from '../domain/at-most.js';
import { contactKey } from '../domain/contact.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import type { RunContact } from '../domain/run/run.js';
import { inTime } from '../runs/deadline.js';
import { isRunId, partsOf } from '../runs/names.js';

/** Names change, if rarely. */
const nameForMs = 10 * MINUTE;

/** A page shows without what Notion knows rather than never. */
const notionDeadlineMs = 4 * SECOND;

export type People = ReturnType<typeof createPeople>;

/**
 * Who is behind a contact key. Addresses of pages hold keys, never people, so that no log nor browser
 * history does; runs know their person, and Notion most others.
 */
export function createPeople({
  runs,
  contactKeySecret,
  findAddress,
  findContact,
}: Pick<ApiDeps, 'runs' | 'contactKeySecret' | 'findAddress' | 'findContact'>) {
  // Whom operators looked for; Notion may hold people from before there were keys.
  const searched = new LRUCache<string, string>(atMost(1_000));
  const persons = new LRUCache<string, RunContact>({ ...atMost(5_000), ttl: nameForMs });
  const behind = async (runId: string): Promise<RunContact | undefined> => {
    const person = persons.get(runId) ?? (await runs.personOf(runId));
    persons.set(runId, person, { noUpdateTTL: true });
    return person;
  };
  const askNotion = <T>(work: () => Promise<T>) =>
    inTime(notionDeadlineMs, work).catch(() => undefined);

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
      const run = (await runs.workflowsOf(key)).find(({ id }) => isRunId(id));
      const person = run && (await runs.personOf(run.id));
      const address = person?.email ?? (await askNotion(() => findAddress(key)));
      return address && isOf(address) ? address : undefined;
    },
    /** A contact's page in Notion, if Notion can tell. */
    async notionUrlOf(address: string): Promise<string | undefined> {
      return (await askNotion(() => findContact(address)))?.url;
    },
    /** Whose run it is; undefined when Temporal cannot tell. */
    behind,
    /** `Sarah · sarah@example.com`, or a part of the key where Temporal cannot tell. */
    async nameOf(runId: string): Promise<string> {
      const person = await behind(runId);
      return person ? sayPerson(person.email, person.firstName) : sayKey(partsOf(runId).contactKey);
    },
  };
}

export function sayPerson(email: string, firstName: string | null | undefined): string {
  return [firstName, email].filter(Boolean).join(' · ');
}

export function sayKey(key: string): string {
  return `contact ${key.slice(0, 8)}…`;
}

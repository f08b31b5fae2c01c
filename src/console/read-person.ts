import { Problem } from '../api/http/problem.js';
import { type ContactReply, readContact, readWorkflows } from '../api/operators/read-contact.js';
import { contactKeyForm } from '../domain/shadow.js';
import type { ConsoleDeps } from './deps.js';
import { sayKey, sayPerson } from './people.js';

/** A person as their pages show them. */
export interface ReadPerson {
  /** Missing where nobody can tell the address of their key. */
  email: string | undefined;
  name: string;
  found: ContactReply;
}

/**
 * What is known of whom a key stands for.
 * @throws {Problem} 404 for what is no key, and where nobody knows them.
 */
export async function readPerson(
  { api, people }: Pick<ConsoleDeps, 'api' | 'people'>,
  key: string,
): Promise<ReadPerson> {
  if (!contactKeyForm.test(key)) throw unknown();
  const email = await people.addressOf(key);
  const found = email ? await readContact(api, email) : await readNameless(api, key);
  if (!found) throw unknown();
  const { firstName } = found.contact;
  const named = typeof firstName === 'string' ? firstName : undefined;
  return { email, found, name: email ? sayPerson(email, named) : sayKey(key) };
}

async function readNameless(
  api: ConsoleDeps['api'],
  key: string,
): Promise<ContactReply | undefined> {
  const { runs, stops, isKnown } = await readWorkflows(api, key);
  const links = { temporal: api.temporalContactUrl(key) };
  return isKnown ? { contact: { key }, runs, stops, warnings: [], links } : undefined;
}

function unknown(): Problem {
  return new Problem(404, 'Nobody knows this person.');
}

import { contactKey } from '../domain/contact.js';
import { isEmail } from '../domain/fields.js';
import type { ApiDeps } from './app.js';
import { withDeliveries } from './deliveries.js';
import { Problem } from './problem.js';
import { findRun, listWorkflows } from './read-runs.js';
import { type RunReply, toRunReply } from './reply.js';

/** Everything known of one person. */
export interface ContactReply {
  contact: Record<string, unknown>;
  /** Newest first. */
  runs: RunReply[];
  /** Stops of this person that Temporal remembers. */
  stops: { id: string; at: string; status: string }[];
  warnings: string[];
  links: { notion?: string; temporal: string };
}

/** @throws {Problem} 422 */
export function requireAddress(email: string): string {
  if (isEmail(email)) return email;
  throw new Problem(422, 'This is no email address.', {
    errors: [{ path: 'email', message: 'expected an email address' }],
  });
}

/** What Notion and Temporal know of an address; undefined when neither does. */
export async function readContact(deps: ApiDeps, email: string): Promise<ContactReply | undefined> {
  const { client, contactKeySecret, findContact, temporalContactUrl } = deps;
  const key = contactKey(contactKeySecret, email);
  const [found, workflows] = await Promise.all([
    findContact(email).catch((error: Error) => error),
    listWorkflows(client, key),
  ]);
  const isAway = found instanceof Error;
  if (!isAway && !found && workflows.length === 0) return undefined;
  const isStop = ({ id }: { id: string }) => id.startsWith('stop/');
  const isRun = ({ id }: { id: string }) => !/^(stop|signup|resubscribe|delivery)\//.test(id);
  const runs = await Promise.all(
    workflows.filter(isRun).map(async ({ id }) => {
      const timeline = await findRun(client, id);
      return timeline ? [toRunReply(id, timeline)] : [];
    }),
  );
  const told = await withDeliveries(deps, { email }, runs.flat());
  return {
    contact: { email, key, ...(!isAway && found?.fields) },
    runs: told.runs,
    stops: workflows.filter(isStop),
    warnings: isAway ? [`Notion could not be asked: ${found.message}`] : told.warnings,
    links: { ...(!isAway && found && { notion: found.url }), temporal: temporalContactUrl(key) },
  };
}

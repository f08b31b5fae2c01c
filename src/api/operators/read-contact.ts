import { contactKey } from '../../domain/contact.js';
import { email as emailField } from '../../domain/event/fields.js';
import type { ListedWorkflow } from '../../runs/list.js';
import { isRunId } from '../../runs/names.js';
import { type RunReply, toRunReply } from '../../runs/reply.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { withDeliveries } from './deliveries.js';

/** Everything known of one person. */
export interface ContactReply {
  contact: Record<string, unknown>;
  /** Newest first. */
  runs: RunReply[];
  /** Stops of this person that Temporal remembers, and what took one back. */
  stops: ListedWorkflow[];
  warnings: string[];
  links: { notion?: string; temporal: string };
}

/** Nobody has more but by mistake: then the newest are told. */
const mostRuns = 50;

/** @throws {Problem} 422 for the field that it was asked with. */
export function requireAddress(email: string, path = 'email'): string {
  const read = emailField.safeParse(email);
  if (read.success) return read.data;
  throw new Problem(422, 'This is no email address.', { errors: faultsOfAddress(email, path) });
}

/** What is wrong with an address, for whoever tells it with all else that is. */
export function faultsOfAddress(email: string, path = 'email') {
  const isOne = emailField.safeParse(email).success;
  return isOne ? [] : [{ path, message: 'expected an email address' }];
}

/** What Notion and Temporal know of an address; undefined when neither does. */
export async function readContact(deps: ApiDeps, email: string): Promise<ContactReply | undefined> {
  const key = contactKey(deps.contactKeySecret, email);
  const [found, { runs, stops, isKnown }] = await Promise.all([
    deps.findContact(email).catch((error: Error) => error),
    readWorkflows(deps, key),
  ]);
  const isAway = found instanceof Error;
  if (!isAway && !found && !isKnown) return undefined;
  const told = await withDeliveries(deps, { email }, runs);
  return {
    contact: { email, key, ...(!isAway && found?.fields) },
    runs: told.runs,
    stops,
    warnings: isAway ? [`Notion could not be asked: ${found.message}`] : told.warnings,
    links: {
      ...(!isAway && found && { notion: found.url }),
      temporal: deps.temporalContactUrl(key),
    },
  };
}

/**
 * What Temporal knows of a contact by their key; `isKnown` is whether it knows anything at all.
 * @throws {TemporalAway}
 */
export async function readWorkflows(
  { runs }: ApiDeps,
  key: string,
): Promise<Pick<ContactReply, 'runs' | 'stops'> & { isKnown: boolean }> {
  const workflows = await runs.workflowsOf(key);
  const isStop = ({ id }: { id: string }) => /^(stop|resubscribe)\//.test(id);
  const runIds = new Set(workflows.map(({ id }) => id).filter(isRunId));
  const newest = [...runIds].slice(0, mostRuns);
  const found = await Promise.all(
    newest.map(async (id) => {
      const timeline = await runs.find(id);
      return timeline ? [toRunReply(id, timeline)] : [];
    }),
  );
  return { runs: found.flat(), stops: workflows.filter(isStop), isKnown: workflows.length > 0 };
}

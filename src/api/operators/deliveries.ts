import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../../domain/duration.js';
import type { RunReply } from '../../runs/reply.js';
import type { ApiDeps } from '../deps.js';

/** A run can be shown without it, so nobody waits long for Notion. */
const deadlineMs = 2 * SECOND;

/** What Resend has said of the sent emails of these runs, as the tracker has it; it is asked once. */
export async function withDeliveries(
  deps: ApiDeps,
  of: Parameters<ApiDeps['findDeliveries']>[0],
  runs: RunReply[],
): Promise<{ runs: RunReply[]; warnings: string[] }> {
  const isOurs = ({ state, sentBy }: RunReply['emails'][number]) =>
    sentBy === 'evergreen' && (state === 'sent' || state === 'unknown');
  if (!runs.some(({ emails }) => emails.some(isOurs))) return { runs, warnings: [] };
  const found = await ask(deps, of);
  if (typeof found === 'string') {
    return { runs, warnings: [`What became of sent emails is left out: ${found}`] };
  }
  const told = runs.map((run) => ({
    ...run,
    emails: run.emails.map((email) => {
      const delivery = found.get(`${run.id}/${email.number}`);
      return { ...email, ...(delivery && { delivery }) };
    }),
  }));
  return { runs: told, warnings: [] };
}

/** The deliveries, or why they cannot be told. */
async function ask(
  { findDeliveries }: ApiDeps,
  of: Parameters<ApiDeps['findDeliveries']>[0],
): Promise<Map<string, string> | string> {
  const answered = new AbortController();
  const tooLate = setTimeout(deadlineMs, 'Notion takes too long', { signal: answered.signal });
  try {
    return await Promise.race([findDeliveries(of), tooLate]);
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  } finally {
    answered.abort();
    tooLate.catch(() => undefined);
  }
}

import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../../domain/duration.js';
import { raiseDelivery } from '../../domain/run/delivery.js';
import type { RunReply } from '../../runs/reply.js';
import type { ApiDeps } from '../deps.js';

/** A run can be shown without it, so nobody waits long for Notion. */
const deadlineMs = 2 * SECOND;

/**
 * What Resend has said of the emails of runs that have ended, which hear no more: the tracker has it, and is
 * asked once. An open run knows it itself.
 */
export async function withDeliveries(
  deps: Pick<ApiDeps, 'findDeliveries'>,
  of: Parameters<ApiDeps['findDeliveries']>[0],
  runs: RunReply[],
): Promise<{ runs: RunReply[]; warnings: string[] }> {
  if (!runs.some(hearsNoMore)) return { runs, warnings: [] };
  const found = await ask(deps, of);
  if (typeof found === 'string') {
    return { runs, warnings: [`What became of sent emails since may be left out: ${found}`] };
  }
  const told = runs.map((run) => (hearsNoMore(run) ? withTold(run, found) : run));
  return { runs: told, warnings: [] };
}

function hearsNoMore({ status, emails }: RunReply): boolean {
  const isOurs = ({ state, sentBy }: RunReply['emails'][number]) =>
    sentBy === 'evergreen' && (state === 'sent' || state === 'unknown');
  return status === 'ended' && emails.some(isOurs);
}

function withTold(run: RunReply, found: Map<string, string>): RunReply {
  const emails = run.emails.map((email) => {
    const { number, delivery } = email;
    const since = found.get(`${run.id}/${number}`);
    return since ? { ...email, delivery: raiseDelivery(delivery, since) } : email;
  });
  return { ...run, emails };
}

/** The deliveries, or why they cannot be told. */
async function ask(
  { findDeliveries }: Pick<ApiDeps, 'findDeliveries'>,
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

import type { Client } from '@temporalio/client';
import { MINUTE, SECOND } from '../domain/duration.js';
import { within } from './deadline.js';

const deadlineMs = SECOND;
const againAfterMs = MINUTE;

/**
 * Whether the server knows the search attribute `Progress`, so that a run may show it: a server that does not
 * would refuse the run. That it does is asked once; that it does not, once a minute.
 */
export function rememberProgress(client: Client): () => Promise<boolean> {
  let asked: Promise<boolean> | undefined;
  let againAtMs = 0;
  return () => {
    if (asked && Date.now() < againAtMs) return asked;
    againAtMs = Date.now() + againAfterMs;
    asked = canCount(client).then((isKnown) => {
      if (isKnown) againAtMs = Number.POSITIVE_INFINITY;
      return isKnown;
    });
    return asked;
  };
}

/** Of a server that counts nothing, or does not answer, it cannot be told: then runs do without. */
function canCount(client: Client): Promise<boolean> {
  const query = "Progress = 'started' AND ExecutionStatus = 'Running'";
  return within(client, deadlineMs, () => client.workflow.count(query)).then(
    () => true,
    () => false,
  );
}

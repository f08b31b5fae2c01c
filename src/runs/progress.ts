import type { Client, OperatorService } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import { attributes } from '../workflows/messages.js';
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
    if (asked && performance.now() < againAtMs) return asked;
    againAtMs = performance.now() + againAfterMs;
    asked = canCount(client).then((isKnown) => {
      if (isKnown) againAtMs = Number.POSITIVE_INFINITY;
      return isKnown;
    });
    return asked;
  };
}

/** Of a server that does not answer, or lets nobody ask, it cannot be told: then runs do without. */
function canCount(client: Client): Promise<boolean> {
  const { namespace } = client.options;
  const { name, type } = attributes.progress;
  const ask = async () => {
    const found = await operatorOf(client)?.listSearchAttributes({ namespace });
    // Another of the same name, for something else, would refuse every run.
    return found?.customAttributes[name] === encodeSearchAttributeIndexedValueType(type);
  };
  return within(client, deadlineMs, ask).catch(() => false);
}

/** Every connection has it; its type alone does not say so. */
function operatorOf({ connection }: Client): OperatorService | undefined {
  return Reflect.get(connection, 'operatorService') as OperatorService | undefined;
}

import type { Client } from '@temporalio/client';
import { answersOfNotion } from '../activities/contacts/answers.js';
import type { Config } from '../config.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import { InvalidSetup, VendorFault } from '../domain/errors.js';
import type { Answers, Question } from '../domain/question.js';
import { askWorker } from '../runs/ask-worker.js';
import { connectWorkspace } from '../vendors/notion/connect.js';

/** Answers that this process gets from Notion itself, at a pace of its own; without a token it gets none. */
export function directAnswers(config: Config, now: () => Date | Promise<Date>): Answers {
  if (!config.notion.token) return noAnswers;
  const workspace = cached(() => connectWorkspace(config.notion), MINUTE, now);
  return answersOfNotion(workspace, workspace);
}

/** Only a worker may ask Notion, and there is none: of the databases nobody can tell. */
const noAnswers: Answers = {
  contact: refuse,
  address: refuse,
  deliveries: refuse,
  schema: async () => undefined,
};

async function refuse(): Promise<never> {
  throw new VendorFault('no worker answers that could ask it', { kind: 'retryable' });
}

/**
 * Answers from the worker that speaks to the vendors; from `direct` where there is none, so that nobody
 * else uses Notion's rate.
 */
export function answersOfWorker(client: Client, direct: Answers): Answers {
  const ask = async <T>(question: Question, askDirectly: () => Promise<T>): Promise<T> => {
    const answered = await askWorker(client, question);
    if (answered === 'nobody') return askDirectly();
    if (answered === 'busy') throw new Busy('the worker is busy; ask again', { kind: 'retryable' });
    if (!('fault' in answered)) return answered.answer as T;
    const { fault, isSetup } = answered;
    throw isSetup ? new InvalidSetup(fault) : new VendorFault(fault, { kind: 'retryable' });
  };
  return {
    contact: (of) => ask({ about: 'contact', of }, () => direct.contact(of)),
    address: (of) => ask({ about: 'address', of }, () => direct.address(of)),
    deliveries: (of) => ask({ about: 'deliveries', of }, () => direct.deliveries(of)),
    schema: cached(
      () => ask({ about: 'schema', of: undefined }, direct.schema).catch(unlessBusy),
      15 * SECOND,
      () => new Date(),
    ),
  };
}

/** A worker that works with these databases is no reason to think that they are not as they should be. */
function unlessBusy(error: unknown): void {
  if (!(error instanceof Busy)) throw error;
}

class Busy extends VendorFault {}

/** Keeps a success for a while; a failure is asked again. */
function cached<T>(
  ask: () => Promise<T>,
  forMs: number,
  now: () => Date | Promise<Date>,
): () => Promise<T> {
  let known: { value: T; untilMs: number } | undefined;
  return async () => {
    const nowMs = (await now()).getTime();
    if (known && nowMs < known.untilMs) return known.value;
    known = { value: await ask(), untilMs: nowMs + forMs };
    return known.value;
  };
}

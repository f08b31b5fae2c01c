import type { Client } from '@temporalio/client';
import { answersOfNotion } from '../activities/contacts/answers.js';
import type { Config } from '../config.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import { InvalidSetup, VendorFault } from '../domain/errors.js';
import type { Answers, Question } from '../domain/question.js';
import { askWorker } from '../runs/ask-worker.js';
import type { Gate } from '../vendors/gate.js';
import { type FaultListener, KnownFaults } from '../vendors/known-faults.js';
import { openWorkspace } from '../vendors/notion/connect.js';
import { createNotionGate } from '../vendors/notion/requests.js';
import { Kept } from './kept.js';

/** A failure is asked about again so soon, but no sooner: however many ask, Notion is not asked more. */
const badForMs = 10 * SECOND;

/** The worker's faults are told; what an operator meets here they are told right then. */
const nobody: FaultListener = { onFault() {}, onMended() {}, onForgotten() {} };

/** Answers that this process gets from Notion itself, through the gate that it has for Notion. */
export function directAnswers(
  config: Config,
  now: () => Date | Promise<Date>,
  gate: Gate = createNotionGate(config.notion.requestsPerSecond),
): Answers {
  const faults = new KnownFaults('notion', nobody, now);
  const workspace = openWorkspace({ ...config.notion, gate, faults });
  const check = async () => {
    await workspace.check();
    faults.forgetAll(); // whatever was wrong before is mended
  };
  const checked = new Kept(check, { goodForMs: MINUTE, badForMs, now });
  const checkedWorkspace = async () => {
    await checked.get();
    return workspace;
  };
  return answersOfNotion(checkedWorkspace, checkedWorkspace);
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
  const schema = new Kept(
    () => ask({ about: 'schema', of: undefined }, direct.schema).catch(unlessBusy),
    { goodForMs: MINUTE, badForMs, now: () => new Date() },
  );
  return {
    contact: (of) => ask({ about: 'contact', of }, () => direct.contact(of)),
    address: (of) => ask({ about: 'address', of }, () => direct.address(of)),
    deliveries: (of) => ask({ about: 'deliveries', of }, () => direct.deliveries(of)),
    schema: () => schema.get(),
  };
}

/** A worker that works with these databases is no reason to think that they are not as they should be. */
function unlessBusy(error: unknown): void {
  if (!(error instanceof Busy)) throw error;
}

class Busy extends VendorFault {}

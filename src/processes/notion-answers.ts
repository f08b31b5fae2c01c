import type { Client } from '@temporalio/client';
import { answersOfNotion } from '../activities/contacts/answers.js';
import type { Config } from '../config.js';
import { MINUTE, SECOND } from '../domain/duration.js';
import { InvalidSetup, VendorFault } from '../domain/errors.js';
import type { Answers, Question } from '../domain/question.js';
import { askWorker } from '../runs/ask-worker.js';
import { notionPauseMs } from '../runs/vendor-lease.js';
import type { Gate } from '../vendors/gate.js';
import { type FaultListener, KnownFaults } from '../vendors/known-faults.js';
import { openWorkspace } from '../vendors/notion/connect.js';
import { createNotionGate } from '../vendors/notion/requests.js';
import { createTemplateDesk } from './activity-deps.js';
import { Kept } from './kept.js';

/** A failure is asked about again so soon, but no sooner: however many ask, Notion is not asked more. */
const badForMs = 10 * SECOND;

/** Longer than until this process asks again, and a worker has died and another has taken over. */
const takeOverMs = 2 * MINUTE;

/** The worker's faults are told; what an operator meets here they are told right then. */
const nobody: FaultListener = { onFault() {}, onMended() {}, onForgotten() {} };

/**
 * Answers that this process gets from Notion itself, through the gate that it has for Notion; without a token
 * it gets none.
 */
export function directAnswers(
  config: Config,
  now: () => Date | Promise<Date>,
  gate: Gate = createNotionGate(config.notion.requestsPerSecond),
): Answers {
  if (!config.notion.token) return noAnswers;
  const faults = new KnownFaults('notion', nobody, { now });
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
  const templates = createTemplateDesk(checkedWorkspace, config, now);
  return answersOfNotion(checkedWorkspace, checkedWorkspace, templates);
}

/** Only a worker may ask Notion, and there is none: of the databases nobody can tell. */
const noAnswers: Answers = {
  contact: refuse,
  address: refuse,
  deliveries: refuse,
  templates: refuse,
  template: refuse,
  schema: async () => undefined,
};

async function refuse(): Promise<never> {
  throw new VendorFault('no worker answers that could ask it', { kind: 'retryable' });
}

/**
 * Answers from the worker that speaks to the vendors; from `direct` where there is none, so that nobody
 * else uses Notion's rate. A pause that Notion has asked for outlives the worker that heard of it.
 */
export function answersOfWorker(client: Client, direct: Answers): Answers {
  const ask = async <T>(question: Question, askDirectly: () => Promise<T>): Promise<T> => {
    const answered = await askWorker(client, question);
    if (answered === 'nobody') {
      const leftMs = await notionPauseMs(client);
      if (leftMs > 0) throw askedToWait(new Date(Date.now() + leftMs));
      return askDirectly();
    }
    if (answered === 'busy') throw new Busy('the worker is busy; ask again', { kind: 'retryable' });
    if (!('fault' in answered)) return answered.answer as T;
    const { fault, isSetup } = answered;
    throw isSetup ? new InvalidSetup(fault) : new VendorFault(fault, { kind: 'retryable' });
  };
  const throughWorker = (otherwise: () => Promise<void>) =>
    ask({ about: 'schema', of: undefined }, otherwise).catch(unlessBusy);
  const look = lookInTurn(throughWorker, direct.schema);
  const schema = new Kept(look, { goodForMs: MINUTE, badForMs, now: () => new Date() });
  return {
    contact: (of) => ask({ about: 'contact', of }, () => direct.contact(of)),
    address: (of) => ask({ about: 'address', of }, () => direct.address(of)),
    deliveries: (of) => ask({ about: 'deliveries', of }, () => direct.deliveries(of)),
    schema: () => schema.get(),
    templates: () => ask({ about: 'templates', of: undefined }, () => direct.templates()),
    template: (of) => ask({ about: 'template', of }, () => direct.template(of)),
  };
}

/**
 * Looks at the databases through the worker, and directly where there has been none for a while: when one has
 * just gone, another takes over within seconds, and knows of pauses that Notion has asked for. Until then
 * what the one before has said holds.
 */
function lookInTurn(
  throughWorker: (otherwise: () => Promise<void>) => Promise<void>,
  directly: () => Promise<void>,
): () => Promise<void> {
  let said: { atMs: number; fault?: InvalidSetup | VendorFault } | undefined;
  return async () => {
    let isFromWorker = true;
    const otherwise = async () => {
      isFromWorker = false;
      if (!said || performance.now() > said.atMs + takeOverMs) return directly();
      if (said.fault) throw said.fault;
    };
    try {
      await throughWorker(otherwise);
      if (isFromWorker) said = { atMs: performance.now() };
    } catch (fault) {
      const isSaid = fault instanceof InvalidSetup || fault instanceof VendorFault;
      if (isFromWorker && isSaid) said = { atMs: performance.now(), fault };
      throw fault;
    }
  };
}

function askedToWait(until: Date): Busy {
  const message = `Notion has asked for a pause until ${until.toISOString()}; ask again then`;
  return new Busy(message, { kind: 'retryable' });
}

/** A worker that works with these databases is no reason to think that they are not as they should be. */
function unlessBusy(error: unknown): void {
  if (!(error instanceof Busy)) throw error;
}

class Busy extends VendorFault {}

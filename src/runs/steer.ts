import type { UpdateDefinition } from '@temporalio/common';
import { suppressionOf } from '../campaign/stops.js';
import { Malformed, NotFound, Refused } from '../domain/errors.js';
import type { Control, OfNext, Resolution, ResumeMode } from '../domain/run/control.js';
import { type DeliveryReport, deliveryEvents, messageOf } from '../domain/run/delivery.js';
import type { Outcome, RunInput, Timeline } from '../domain/run/run.js';
import { resolveEnded, restartFrom, type TakenUp } from '../domain/run/take-up.js';
import * as messages from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { findRun, timelineOf } from './find.js';
import { orGone } from './gone.js';
import { lastInput, unlessUnbegun } from './last-input.js';
import { openStops } from './lasting-stops.js';
import { isRunId } from './names.js';
import { takeUpRun } from './start.js';
import { ask, tell } from './tell.js';

/** What each control of one run takes, by the control's name in addresses. */
export interface Asked {
  pause: Control;
  resume: Control & { mode: ResumeMode };
  'skip-next': OfNext;
  'send-now': OfNext;
  reschedule: Control & { number: number; at: string };
  resolve: Control & { number: number; as: Resolution };
  restart: Control & { from: number };
  stop: Control;
}

export type RunControl = keyof Asked;

/** Applies a control; gives the timeline that follows, undefined without an open run. */
type Steer<A> = (
  deps: RunsDeps,
  id: string,
  asked: A,
  elsewhere: Elsewhere,
) => Promise<Timeline | undefined>;

/** What others than Temporal know, where they can be asked. */
export interface Elsewhere {
  /** What a contact's Email Status says, by their address. */
  emailStatusOf?: (address: string) => Promise<string | null>;
}

const steers: { [C in RunControl]: Steer<Asked[C]> } = {
  pause: byUpdate(messages.pause),
  resume: byUpdate(messages.resume),
  'skip-next': byUpdate(messages.skipNext, askAgain),
  'send-now': byUpdate(messages.sendNow, askAgain),
  reschedule: byUpdate(messages.reschedule),
  async resolve(deps, id, asked, elsewhere) {
    try {
      const open = await ask(deps.client, id, messages.resolve, asked);
      if (open) return open.answer;
    } catch (error) {
      // Where all is decided, and only Notion is waited for, it is taken up as one that has ended.
      if (!(error instanceof Refused) || !(await hasEnded(deps, id))) throw error;
    }
    const now = await deps.now();
    const mails = asked.as === 'send-again' ? elsewhere : undefined;
    return takeUp(deps, id, (ended, outcome) => resolveEnded(ended, outcome, asked, now), mails);
  },
  async restart(deps, id, asked, elsewhere) {
    const now = await deps.now();
    return takeUp(deps, id, (ended) => restartFrom(ended, asked, now), elsewhere);
  },
  async stop(deps, id, asked) {
    const before = await findRun(deps, id);
    if (before?.status === 'ended') return undefined;
    const at = (await deps.now()).toISOString();
    const message = { cause: 'operator', at, ...asked } as const;
    const isTold = await orAway(deps.client, () => tell(deps.client, id, messages.stop, message));
    return isTold ? findRun(deps, id) : undefined;
  },
};

export const runControlNames = Object.keys(steers) as RunControl[];

/**
 * Steers one run; gives the timeline that follows.
 * @throws {NotFound} without such a run.
 * @throws {Refused} with the reason when it makes no sense now.
 * @throws {Malformed} when it never does.
 * @throws {TemporalAway}
 */
export async function steerRun<C extends RunControl>(
  deps: RunsDeps,
  id: string,
  control: C,
  asked: Asked[C],
  elsewhere: Elsewhere = {},
): Promise<Timeline> {
  const steer: Steer<Asked[C]> = steers[control];
  const timeline = isRunId(id) ? await steer(deps, id, asked, elsewhere) : undefined;
  if (timeline) return timeline;
  if (await findRun(deps, id)) throw new Refused('it has ended');
  throw new NotFound('There is no run of this id.');
}

/** A control that an open run carries out itself. */
function byUpdate<A>(
  update: UpdateDefinition<Timeline, [A]>,
  again?: (asked: A) => string | undefined,
): Steer<A> {
  return async ({ client }, id, asked) =>
    (await ask(client, id, update, asked, again?.(asked)))?.answer;
}

/** What is asked of one email cannot come upon another. */
function askAgain({ number }: OfNext): string | undefined {
  return number === undefined
    ? undefined
    : `asking again for email ${number} is safe, as it comes upon no other`;
}

/** By its own word, though it may be open. */
async function hasEnded(deps: RunsDeps, id: string): Promise<boolean> {
  return (await timelineOf(deps, id))?.outcome !== undefined;
}

/** A new execution under the same id takes up the run as it ended; with `mails`, to send some more. */
async function takeUp(
  deps: RunsDeps,
  id: string,
  plan: (ended: RunInput, outcome: Outcome | undefined) => TakenUp,
  mails?: Elsewhere,
): Promise<Timeline | undefined> {
  const found = await readEnded(deps, id);
  if (!found) return undefined;
  const taken = plan(found.input, found.outcome);
  if ('refused' in taken) throw new Refused(taken.refused);
  if ('malformed' in taken) throw new Malformed(taken.malformed, taken.field);
  if (mails) await refuseSuppressed(deps, taken.input, mails);
  const run = { id, workflowType: found.type, input: taken.input };
  if (await takeUpRun(deps, run, found)) return findRun(deps, id);
  throw new Refused('it is running again already');
}

/** Whoever gets no mail now gets none by a run that begins anew: it would end at once, as `suppressed`. */
async function refuseSuppressed(
  deps: RunsDeps,
  { contact, sequence }: RunInput,
  { emailStatusOf }: Elsewhere,
): Promise<void> {
  const [stops, emailStatus = null] = await Promise.all([
    orAway(deps.client, () => openStops(deps, contact.key)),
    emailStatusOf?.(contact.email),
  ]);
  const cause = suppressionOf(sequence, emailStatus, stops);
  if (cause) throw new Refused(`their mail is stopped (${cause}): resubscribe first`);
}

/** A run that has ended, with what another needs to take it up. */
interface EndedRun {
  type: string;
  input: RunInput;
  outcome: Outcome | undefined;
  /** All is decided, but its last rows still wait for Notion. */
  isClosing: boolean;
}

/**
 * An ended run as a worker knows it; undefined when there is none.
 * @throws {Refused} when it is open.
 * @throws {TemporalAway} when no worker can tell.
 */
function readEnded({ client }: RunsDeps, workflowId: string): Promise<EndedRun | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  const read = async () => {
    const { status, type } = await handle.describe();
    const isClosing = status.name === 'RUNNING';
    const told = await unlessUnbegun(() => handle.query(messages.getTimeline));
    const outcome = told?.outcome;
    if (isClosing && !outcome) throw new Refused('it has not ended');
    return { type, input: await lastInput(client, workflowId), outcome, isClosing };
  };
  return orAway(client, () => orGone(read));
}

/**
 * Settles an email of which nobody knew whether it was sent: an open run hears it, one that has ended is
 * taken up for it, and ends again as it did. Safe to repeat.
 */
export async function settleSent(deps: RunsDeps, report: DeliveryReport): Promise<void> {
  const { runId, number, emailId, event } = report;
  const tellRun = () => tell(deps.client, runId, messages.delivery, messageOf(report));
  if (!isRunId(runId) || (await tellRun())) return;
  const told = { emailId, delivery: deliveryEvents[event] };
  const asked = { number, as: 'sent', by: 'Resend', told } as const;
  const now = await deps.now();
  try {
    await takeUp(deps, runId, (ended, outcome) => resolveEnded(ended, outcome, asked, now));
  } catch (error) {
    if (error instanceof Malformed) return;
    if (!(error instanceof Refused)) throw error;
    await tellRun(); // somebody else took it up this very moment, or nothing is in doubt
  }
}

import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { CancellationScope, setHandler } from '@temporalio/workflow';
import type { Control } from '../../domain/run/control.js';
import type { Timeline } from '../../domain/run/run.js';
import * as messages from '../messages.js';
import * as controls from './controls.js';
import { hearDelivery } from './deliveries.js';
import { passOn } from './pass-on.js';
import type { Run } from './run.js';

/** Lets a run hear everything that it can be told; before its first wait. */
export function listen(run: Run): void {
  setHandler(messages.getTimeline, () => run.timeline());
  setHandler(messages.getInput, () => passOn(run));
  setHandler(messages.stop, (message) => run.stop(message));
  setHandler(messages.updateContact, (update) => run.update(update));
  setHandler(messages.delivery, (message) => hearDelivery(run, message));
  setHandler(messages.switchedOn, (message) => run.switchedOn(message));
  setHandler(messages.mended, () => run.letGo());
  // Temporal's own Cancel is an operator's stop, so that rows and outcome are told properly.
  CancellationScope.current().cancelRequested.catch(() => {
    run.stop({ cause: 'operator', at: new Date().toISOString(), by: 'Temporal' });
  });

  obey(run, messages.pause, controls.pause(run));
  obey(run, messages.resume, controls.resume(run));
  obey(run, messages.skipNext, controls.skipNext(run));
  obey(run, messages.sendNow, controls.sendNow(run));
  obey(run, messages.reschedule, controls.reschedule(run));
  obey(run, messages.resolve, controls.resolve(run));
  obey(run, messages.markSent, controls.markSent(run));
  obeyMany(run, messages.pauseMany, controls.pause(run));
  obeyMany(run, messages.resumeMany, controls.resume(run));
}

/**
 * One control: refused with the reason, or applied and kept with who and why. An email that only waits for
 * its turn is taken back first, so that a control means what it says.
 */
function obey<A extends Control>(
  run: Run,
  definition: UpdateDefinition<Timeline, [A]>,
  { refuse, apply, canWait = () => false }: controls.Rules<A>,
): void {
  const whyNot = (asked: A) => refuseEnded(run) ?? refuse(asked);
  const validator = (asked: A): void => {
    const why = whyNot(asked);
    if (why) throw controls.refusal('Refused', why);
  };
  const handler = async (asked: A): Promise<Timeline> => {
    const why = (await refuseIfGone(run, canWait(asked))) ?? whyNot(asked);
    if (why) throw controls.refusal('Refused', why);
    noteDone(run, apply(asked), asked);
    return run.timeline();
  };
  setHandler(definition, handler, { validator });
}

/** One control that many runs are asked for: nobody waits for an answer, and the server may ask twice. */
function obeyMany<A extends messages.ManyAsked>(
  run: Run,
  definition: SignalDefinition<[A]>,
  { refuse, apply }: controls.Rules<A>,
): void {
  const heard = new Set<string>();
  setHandler(definition, async (asked) => {
    if (heard.has(asked.selection)) return;
    heard.add(asked.selection);
    await run.underWay.takeBack();
    if (!refuseEnded(run) && !refuse(asked)) noteDone(run, apply(asked), asked);
  });
}

function refuseEnded(run: Run): string | undefined {
  return run.stopped || run.outcome ? 'it has ended' : undefined;
}

function noteDone(run: Run, what: string, { by, reason }: Control): void {
  run.note({ at: new Date().toISOString(), what, by, ...(reason && { reason }) });
  run.hasChanged();
}

/** Takes back what only waits for its turn; what is on the wire, or went meanwhile, cannot be steered. */
async function refuseIfGone(run: Run, canWait: boolean): Promise<string | undefined> {
  const { number } = run.fates.next() ?? {};
  const isKnown = await run.underWay.takeBack();
  if (canWait || number === undefined) return undefined;
  if (!isKnown) return `email ${number} is being sent`;
  const state = run.fates.of(number)?.state;
  return state === 'scheduled' ? undefined : `email ${number} is ${state} by now`;
}

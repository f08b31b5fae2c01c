import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  proxyActivities,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { TemporalActivities } from '../activities/index.js';
import type { Control } from '../domain/run/control.js';
import type { SwitchedOff, SwitchedOn, SwitchRequest } from '../domain/run/switch.js';
import { temporalOptions } from './activities.js';
import { attributes, getSwitch, setSwitch } from './messages.js';

// It tells every open run, which may be many.
const { tellSwitchedOn } = proxyActivities<TemporalActivities>({
  ...temporalOptions,
  startToCloseTimeout: '10 minutes',
});

/**
 * Open while no email may go out anywhere; `NeedsAttention` says whether that holds at this moment.
 * Switched on, it tells every open run, looks again for those that were not listed yet, and ends.
 */
export async function sendingSwitch({ by, reason }: Control): Promise<void> {
  const startedAt = workflowInfo().startTime.toISOString();
  let off: SwitchedOff = { by, ...(reason && { reason }), offAt: startedAt };
  let on: SwitchedOn | undefined;
  setHandler(getSwitch, () => (on ? undefined : off));
  setHandler(
    setSwitch,
    (asked) => {
      const who = { by: asked.by, ...(asked.reason && { reason: asked.reason }) };
      const at = new Date().toISOString();
      on = asked.sending ? { ...who, mode: asked.mode, offAt: off.offAt, at } : undefined;
      if (!asked.sending) {
        off = { ...who, offAt: at };
        upsertMemo({ offAt: at });
      }
      upsertSearchAttributes([{ key: attributes.needsAttention, value: !asked.sending }]);
    },
    { validator: (asked) => requireChange(asked, on !== undefined) },
  );
  for (;;) {
    await condition(() => on !== undefined);
    const message = on;
    const isStillSo = () => on === message;
    if (message) await tellAll(message, isStillSo);
    if (isStillSo()) break; // nobody switched it off meanwhile, for however short a time
  }
  await condition(allHandlersFinished);
}

function requireChange({ sending }: SwitchRequest, isOn: boolean): void {
  if (sending !== isOn) return;
  throw ApplicationFailure.nonRetryable(`sending is ${isOn ? 'on' : 'off'} already`, 'Refused');
}

async function tellAll(message: SwitchedOn, isStillSo: () => boolean): Promise<void> {
  const told = await tellSwitchedOn(message, []);
  const isOver = await condition(() => !isStillSo(), '10 seconds', { summary: 'look again' });
  if (!isOver) await tellSwitchedOn(message, told);
}

import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  proxyActivities,
  setHandler,
  sleep,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { TemporalActivities } from '../activities/index.js';
import {
  type Audience,
  addOffTime,
  type SwitchedOff,
  type SwitchedOn,
  type SwitchRequest,
  type SwitchStart,
  switchId,
} from '../domain/run/switch.js';
import { temporalOptions } from './activities.js';
import { attributes, getSwitch, setSwitch } from './messages.js';

// The server tells them; each try only asks whether it has done so. Nothing of that is in history.
const { tellSwitchedOn } = proxyActivities<TemporalActivities>({
  ...temporalOptions,
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '10 seconds' },
});

/** Runs whose email was held have to hear of either mode; planned times move in "shift" alone. */
const audiences = {
  shift: ['due', 'rest'],
  'catch-up': ['due'],
} as const satisfies Record<SwitchedOn['mode'], Audience[]>;

/**
 * Open while no email may go out anywhere; `NeedsAttention` says whether that holds at this moment.
 * Switched on, it has the open runs told, once more those that were not listed yet, and ends. Its memo
 * keeps what it has told, for those that have not heard it.
 */
export async function sendingSwitch({ by, reason, offTimes = [] }: SwitchStart): Promise<void> {
  const startedAt = workflowInfo().startTime.toISOString();
  let off: SwitchedOff | undefined = { by, ...(reason && { reason }), offAt: startedAt };
  let known = offTimes;
  const untold: SwitchedOn[] = [];
  setHandler(getSwitch, () => off);
  setHandler(
    setSwitch,
    (asked) => {
      const who = { by: asked.by, ...(asked.reason && { reason: asked.reason }) };
      const at = new Date().toISOString();
      if (asked.sending && off) {
        const message = { ...who, mode: asked.mode, offAt: off.offAt, at };
        untold.push(message);
        known = addOffTime(known, message);
        off = undefined;
        upsertMemo({ offTimes: known });
      } else {
        off = { ...who, offAt: at };
        upsertMemo({ offAt: at });
      }
      upsertSearchAttributes([{ key: attributes.needsAttention, value: !asked.sending }]);
    },
    { validator: (asked) => requireChange(asked, off === undefined) },
  );
  const isOver = () => off === undefined && untold.length === 0;
  for (let count = 1; !isOver(); count += 1) {
    await condition(() => untold.length > 0);
    const message = untold.shift();
    if (message) await tellAll(message, count);
  }
  await condition(allHandlersFinished);
}

function requireChange({ sending }: SwitchRequest, isOn: boolean): void {
  if (sending !== isOn) return;
  throw ApplicationFailure.nonRetryable(`sending is ${isOn ? 'on' : 'off'} already`, 'Refused');
}

async function tellAll(message: SwitchedOn, count: number): Promise<void> {
  const tell = (audience: Audience) => {
    const jobId = `${switchId}/${workflowInfo().runId}/${count}/${audience}`;
    return tellSwitchedOn({ message, audience, jobId });
  };
  for (const audience of audiences[message.mode]) await tell(audience);
  await sleep('10 seconds', { summary: 'tell again' });
  await tell('unlisted');
}

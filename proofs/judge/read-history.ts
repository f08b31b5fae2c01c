import type { Execution, Step } from './evidence.js';

/**
 * Reads one history as Temporal's own tools write it (`temporal workflow show --output json`): no code of
 * the product's, and none of Temporal's client.
 */
export function readHistory(
  workflowId: string,
  runId: string,
  history: unknown,
  decode: (payloads: unknown) => unknown,
): Execution {
  const events = (history as { events?: HistoryEvent[] }).events ?? [];
  const [first] = events;
  if (!first) throw new Error(`${workflowId}: a history without events`);
  const started = details(first);
  const reader = new Reader(decode);
  for (const event of events) reader.read(event);
  return {
    workflowId,
    runId,
    type: String((started['workflowType'] as Named | undefined)?.name),
    startedMs: msOf(first),
    input: decode(started['input']),
    ...reader.finish(),
  };
}

interface HistoryEvent extends Record<string, unknown> {
  eventId?: string;
  eventTime?: string;
  eventType?: string;
}
type Named = { name?: string };

class Reader {
  private readonly decode: (payloads: unknown) => unknown;
  private readonly steps: Step[] = [];
  private readonly activities = new Map<string, Step>();
  private readonly updates = new Map<string, { name: string; input: unknown }>();
  /** Signals whose workflow task has not begun yet. */
  private unheard: Step[] = [];
  /** Activities that have ended, of which no workflow task has begun to hear. */
  private unheardEnds: Step[] = [];
  private clockMs = 0;
  private closed: Execution['closed'];

  constructor(decode: (payloads: unknown) => unknown) {
    this.decode = decode;
  }

  read(event: HistoryEvent): void {
    const type = (event.eventType ?? '').replace('EVENT_TYPE_', '');
    const handler = handlers[type];
    if (handler) handler.call(this, event, details(event));
    else if (/^WORKFLOW_EXECUTION_(FAILED|TIMED_OUT|CANCELED|TERMINATED|CONTINUED)/.test(type)) {
      this.closed = {
        how: type.replace('WORKFLOW_EXECUTION_', '').toLowerCase(),
        atMs: msOf(event),
      };
    }
  }

  finish(): Pick<Execution, 'steps' | 'closed'> {
    return { steps: this.steps, ...(this.closed && { closed: this.closed }) };
  }

  taskBegins(event: HistoryEvent): void {
    this.clockMs = msOf(event);
    for (const step of this.unheard.splice(0)) step.clockMs = this.clockMs;
    for (const step of this.unheardEnds.splice(0)) step.heardMs = this.clockMs;
  }

  taskFails(event: HistoryEvent, { cause }: Details): void {
    this.add(event, 'task failed', String(cause), undefined);
  }

  signal(event: HistoryEvent, { signalName, input }: Details): void {
    this.unheard.push(this.add(event, 'signal', String(signalName), this.decode(input)));
  }

  /** Temporal's own word for what an operator does. */
  cancelled(event: HistoryEvent): void {
    this.unheard.push(this.add(event, 'signal', 'stop', { cause: 'operator' }));
  }

  updateTaken(event: HistoryEvent, { acceptedRequest }: Details): void {
    const { input } = (acceptedRequest ?? {}) as { input?: { name?: string; args?: unknown } };
    const update = { name: input?.name ?? '', input: this.decode(input?.args) };
    this.updates.set(String(event.eventId), update);
  }

  updateDone(event: HistoryEvent, { acceptedEventId, outcome }: Details): void {
    const update = this.updates.get(String(acceptedEventId));
    if (!update || (outcome as { failure?: unknown } | undefined)?.failure) return;
    this.add(event, 'update', update.name, update.input);
  }

  asked(event: HistoryEvent, { activityType, input }: Details): void {
    const name = (activityType as Named | undefined)?.name ?? '';
    this.activities.set(String(event.eventId), this.add(event, 'asked', name, this.decode(input)));
  }

  begun(event: HistoryEvent, { scheduledEventId, attempt }: Details): void {
    const step = this.activities.get(String(scheduledEventId));
    if (step) Object.assign(step, { begunMs: msOf(event), attempt: Number(attempt ?? 1) });
  }

  ended(
    event: HistoryEvent,
    how: NonNullable<Step['ended']>,
    { scheduledEventId, result }: Details,
  ) {
    const step = this.activities.get(String(scheduledEventId));
    if (!step) return;
    Object.assign(step, { endedMs: msOf(event), ended: how });
    this.unheardEnds.push(step);
    if (result) step.result = this.decode(result);
  }

  completed(event: HistoryEvent, { result }: Details): void {
    this.closed = { how: 'completed', atMs: msOf(event), result: this.decode(result) };
  }

  private add(event: HistoryEvent, what: Step['what'], name: string, input: unknown): Step {
    const step: Step = { atMs: msOf(event), what, name, input, clockMs: this.clockMs };
    this.steps.push(step);
    return step;
  }
}

type Details = Record<string, unknown>;
type Handler = (this: Reader, event: HistoryEvent, details: Details) => void;

const endsAs = (how: NonNullable<Step['ended']>): Handler =>
  function (event, one) {
    this.ended(event, how, one);
  };

const handlers: Readonly<Record<string, Handler>> = {
  WORKFLOW_TASK_STARTED(event) {
    this.taskBegins(event);
  },
  WORKFLOW_TASK_FAILED(event, one) {
    this.taskFails(event, one);
  },
  WORKFLOW_EXECUTION_SIGNALED(event, one) {
    this.signal(event, one);
  },
  WORKFLOW_EXECUTION_CANCEL_REQUESTED(event) {
    this.cancelled(event);
  },
  WORKFLOW_EXECUTION_UPDATE_ACCEPTED(event, one) {
    this.updateTaken(event, one);
  },
  WORKFLOW_EXECUTION_UPDATE_COMPLETED(event, one) {
    this.updateDone(event, one);
  },
  WORKFLOW_EXECUTION_COMPLETED(event, one) {
    this.completed(event, one);
  },
  ACTIVITY_TASK_SCHEDULED(event, one) {
    this.asked(event, one);
  },
  ACTIVITY_TASK_STARTED(event, one) {
    this.begun(event, one);
  },
  ACTIVITY_TASK_COMPLETED: endsAs('done'),
  ACTIVITY_TASK_FAILED: endsAs('failed'),
  ACTIVITY_TASK_TIMED_OUT: endsAs('timed out'),
  ACTIVITY_TASK_CANCELED: endsAs('cancelled'),
};

function details(event: HistoryEvent): Details {
  const name = Object.keys(event).find((key) => key.endsWith('EventAttributes'));
  return (name ? event[name] : {}) as Details;
}

function msOf({ eventTime }: HistoryEvent): number {
  return Date.parse(String(eventTime));
}

/** Plain JSON: the first of the payloads, as every workflow and activity here takes one. */

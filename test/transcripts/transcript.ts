import {
  type Attributes,
  attributesOf,
  decode,
  type Payload,
  type RecordedHistory,
} from './recorded.js';
import { sayFields, sayNames, sayPriority, sayRetry, sayTimeout } from './say-facts.js';
import { addTo, noShape, type Shape, sayShape } from './shape.js';

/** An event worth a line. */
export interface Line {
  /** What it is, and of what: `activity sendEmail "send 2"`. */
  head: string;
  /** What replay does not see of it, by name. */
  facts: Record<string, string>;
}

/** A history, as far as people care: what the code asked for, what it was told, and what each kind of it takes. */
export interface Transcript {
  lines: Line[];
  /** By the name of activity, workflow, signal or update; what all calls of one have together. */
  takes: Map<string, Shape>;
}

/** What a payload was for, which decides where it is told. */
type Takes = (name: string, payloads: readonly Payload[] | undefined, saysWords?: boolean) => void;

interface Told {
  attributes: Attributes;
  /** `"send 2"`, with a blank before it; or nothing. */
  summary: string;
  takes: Takes;
  /** The head of an earlier event. */
  headOf(eventId: string | undefined): string;
}

const line = (head: string, facts: Record<string, string | undefined> = {}): Line => ({
  head,
  facts: Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined),
  ),
});

const tellers: Record<string, (told: Told) => Line> = {
  WORKFLOW_EXECUTION_STARTED({ attributes, summary, takes }) {
    const name = attributes.workflowType?.name ?? '';
    takes(name, attributes.input?.payloads);
    const begun = attributes.continuedExecutionRunId ? 'goes on in a new execution' : 'started';
    return line(`${begun}: ${name}${summary}`, {
      on: attributes.taskQueue?.name,
      execution: sayTimeout(attributes.workflowExecutionTimeout),
      run: sayTimeout(attributes.workflowRunTimeout),
      memo: sayNames(attributes.memo?.fields),
      shows: sayFields(attributes.searchAttributes?.indexedFields),
    });
  },
  ACTIVITY_TASK_SCHEDULED({ attributes, summary, takes }) {
    const name = attributes.activityType?.name ?? '';
    takes(name, attributes.input?.payloads);
    return line(`activity ${name}${summary}`, {
      on: attributes.taskQueue?.name,
      'schedule-to-close': sayTimeout(attributes.scheduleToCloseTimeout),
      'schedule-to-start': sayTimeout(attributes.scheduleToStartTimeout),
      'start-to-close': sayTimeout(attributes.startToCloseTimeout),
      heartbeat: sayTimeout(attributes.heartbeatTimeout),
      retry: sayRetry(attributes.retryPolicy),
      priority: sayPriority(attributes.priority),
    });
  },
  ACTIVITY_TASK_FAILED: ({ attributes, headOf }) =>
    line(`failed: ${headOf(attributes.scheduledEventId)}`),
  ACTIVITY_TASK_TIMED_OUT: ({ attributes, headOf }) =>
    line(`timed out: ${headOf(attributes.scheduledEventId)}`, {
      as: attributes.failure?.message,
    }),
  ACTIVITY_TASK_CANCEL_REQUESTED: ({ attributes, headOf }) =>
    line(`takes back: ${headOf(attributes.scheduledEventId)}`),
  TIMER_STARTED: ({ attributes, summary }) =>
    line(`timer${summary}`, { lasts: sayTimeout(attributes.startToFireTimeout) ?? '0 s' }),
  TIMER_CANCELED: ({ attributes, headOf }) =>
    line(`takes back: ${headOf(attributes.startedEventId)}`),
  WORKFLOW_EXECUTION_SIGNALED({ attributes, takes }) {
    takes(`signal ${attributes.signalName}`, attributes.input?.payloads);
    return line(`hears signal ${attributes.signalName}`);
  },
  WORKFLOW_EXECUTION_UPDATE_ACCEPTED({ attributes, takes }) {
    const { name, args } = attributes.acceptedRequest?.input ?? {};
    takes(`update ${name}`, args?.payloads);
    return line(`hears update ${name}`);
  },
  WORKFLOW_EXECUTION_CANCEL_REQUESTED: () => line('hears that it is cancelled'),
  UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: ({ attributes }) =>
    line('search attributes', { shows: sayFields(attributes.searchAttributes?.indexedFields) }),
  WORKFLOW_PROPERTIES_MODIFIED: ({ attributes }) =>
    line('memo', { shows: sayFields(attributes.upsertedMemo?.fields) }),
  MARKER_RECORDED: ({ attributes }) => {
    const told = Object.values(attributes.details ?? {}).flatMap(({ payloads = [] }) => payloads);
    return line(`marker ${attributes.markerName} ${JSON.stringify(told.map(decode))}`);
  },
  SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED({ attributes, takes }) {
    takes(`signal ${attributes.signalName}`, attributes.input?.payloads);
    return line(`signals ${attributes.signalName} to another workflow`);
  },
  SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED: () => line('the other workflow is not there'),
  START_CHILD_WORKFLOW_EXECUTION_INITIATED({ attributes, summary, takes }) {
    const name = attributes.workflowType?.name ?? '';
    takes(name, attributes.input?.payloads);
    return line(`child ${name}${summary}`, {
      on: attributes.taskQueue?.name,
      'when this ends': attributes.parentClosePolicy?.replace('PARENT_CLOSE_POLICY_', ''),
      'same id': attributes.workflowIdReusePolicy?.replace('WORKFLOW_ID_REUSE_POLICY_', ''),
    });
  },
  WORKFLOW_EXECUTION_COMPLETED({ attributes, takes }) {
    takes('the result', attributes.result?.payloads, true);
    return line('completed');
  },
  WORKFLOW_EXECUTION_FAILED: ({ attributes }) =>
    line(`failed: ${attributes.failure?.message ?? ''}`),
  WORKFLOW_EXECUTION_CONTINUED_AS_NEW({ attributes, takes }) {
    takes('the new execution', attributes.input?.payloads);
    return line(`continued as new: ${attributes.workflowType?.name}`, {
      on: attributes.taskQueue?.name,
      memo: sayNames(attributes.memo?.fields),
      shows: sayFields(attributes.searchAttributes?.indexedFields),
    });
  },
};

/** How the server carries out what the code asked for: when, and by whom, is different each time. */
const untold =
  /^(WORKFLOW_TASK_\w+|ACTIVITY_TASK_(STARTED|COMPLETED|CANCELED)|TIMER_FIRED|WORKFLOW_EXECUTION_UPDATE_COMPLETED|EXTERNAL_WORKFLOW_EXECUTION_SIGNALED|CHILD_WORKFLOW_EXECUTION_(STARTED|COMPLETED)|WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED)$/;

/** What stands in a recorded history, the same whenever and wherever it was recorded. */
export function transcribe({ events }: RecordedHistory): Transcript {
  const heads = new Map<string, string>();
  const lines: Line[] = [];
  const takes = new Map<string, Shape>();
  const take: Takes = (name, payloads = [], saysWords = false) => {
    for (const value of payloads.map(decode)) {
      if (value === undefined) continue;
      const shape = takes.get(name) ?? noShape();
      takes.set(name, shape);
      addTo(shape, value, saysWords);
    }
  };
  for (const event of events) {
    const type = event.eventType.replace('EVENT_TYPE_', '');
    const tell = tellers[type];
    if (!tell && !untold.test(type)) throw new Error(`a transcript has no words for ${type} yet`);
    if (tell) {
      const summary = event.userMetadata?.summary;
      const told = tell({
        attributes: attributesOf(event),
        summary: summary ? ` ${JSON.stringify(decode(summary))}` : '',
        takes: take,
        headOf: (eventId = '') => heads.get(eventId) ?? 'something unknown',
      });
      heads.set(event.eventId, told.head);
      lines.push(told);
    }
  }
  return { lines, takes };
}

/** The transcript as text for people. */
export function sayTranscript(name: string, { lines, takes }: Transcript): string {
  const shapes = [...takes].map(([taker, shape]) => `${taker}: ${sayShape(shape)}`);
  return [
    `${name}: what the workflow asks for and hears`,
    lines.map(sayLine).join('\n'),
    `What each takes:\n${shapes.join('\n')}\n`,
  ].join('\n\n');
}

export function sayLine({ head, facts }: Line): string {
  const said = Object.entries(facts).map(([name, fact]) => `${name} ${fact}`);
  return said.length > 0 ? `${head}: ${said.join(', ')}` : head;
}

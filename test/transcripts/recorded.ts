import { Buffer } from 'node:buffer';

/** What Temporal keeps of an input, a result or a summary. */
export interface Payload {
  data?: string;
}

interface Named {
  name?: string;
}

interface Payloads {
  payloads?: Payload[];
}

interface Fields {
  fields?: Record<string, Payload>;
}

/** Those attributes of events that a transcript tells; which of them an event has, its type says. */
export interface Attributes {
  activityType?: Named;
  workflowType?: Named;
  taskQueue?: Named;
  workflowId?: string;
  continuedExecutionRunId?: string;
  scheduleToCloseTimeout?: string;
  scheduleToStartTimeout?: string;
  startToCloseTimeout?: string;
  heartbeatTimeout?: string;
  startToFireTimeout?: string;
  workflowExecutionTimeout?: string;
  workflowRunTimeout?: string;
  retryPolicy?: {
    initialInterval?: string;
    backoffCoefficient?: number;
    maximumInterval?: string;
    maximumAttempts?: number;
  };
  priority?: { priorityKey?: number; fairnessKey?: string; fairnessWeight?: number };
  input?: Payloads;
  result?: Payloads;
  searchAttributes?: { indexedFields?: Record<string, Payload> };
  memo?: Fields;
  upsertedMemo?: Fields;
  signalName?: string;
  acceptedRequest?: { input?: { name?: string; args?: Payloads } };
  markerName?: string;
  details?: Record<string, Payloads>;
  failure?: { message?: string };
  scheduledEventId?: string;
  startedEventId?: string;
  parentClosePolicy?: string;
  workflowIdReusePolicy?: string;
}

export interface RecordedEvent {
  eventId: string;
  /** Such as `EVENT_TYPE_TIMER_STARTED`. */
  eventType: string;
  userMetadata?: { summary?: Payload };
  [attributes: `${string}EventAttributes`]: Attributes;
}

/** A history as `historyToJSON` writes it, parsed. */
export interface RecordedHistory {
  events: RecordedEvent[];
}

export function attributesOf(event: RecordedEvent): Attributes {
  const key = Object.keys(event).find((name): name is `${string}EventAttributes` =>
    name.endsWith('EventAttributes'),
  );
  return key ? (event[key] ?? {}) : {};
}

/** The value of a payload; undefined where nothing was given. */
export function decode({ data }: Payload): unknown {
  if (!data) return undefined;
  return JSON.parse(Buffer.from(data, 'base64').toString()) as unknown;
}

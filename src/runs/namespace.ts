import { type Client, isGrpcServiceError, ScheduleNotFoundError } from '@temporalio/client';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';
import { SECOND } from '../domain/duration.js';
import { attributes } from '../workflows/messages.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { eventually } from './eventually.js';
import { keepReconciling, keepWatch, reconcileId, watchId } from './watch-schedule.js';

/** Types of search attributes as Temporal's tools call them, by their number in its API. */
const typeNames = ['', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'];

/** The search attributes that runs write, by name, with the type that each must have. */
export const neededAttributes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(attributes).map(({ name, type }) => [name, typeNames[numberOf(type)] ?? '']),
);

/** What the server does by itself, again and again; by the schedule's id. */
const schedules: Readonly<Record<string, (deps: RunsDeps) => Promise<void>>> = {
  [watchId]: keepWatch,
  // Each worker that starts moves it into the campaign's zone.
  [reconcileId]: (deps) => keepReconciling(deps, 'UTC'),
};

/** The schedules that the product relies on. */
export const neededSchedules: readonly string[] = Object.keys(schedules);

/** A namespace as it was found. */
export interface FoundNamespace {
  /** `hidden`: the server does not let us look, or says so of what is not there, as Temporal Cloud does. */
  state: 'there' | 'missing' | 'hidden';
  /** For how long it remembers what has ended. */
  retentionMs: number;
  /** Its own search attributes, by name; a type is empty where the server does not tell it. */
  attributes: Readonly<Record<string, string>>;
  schedules: readonly string[];
}

/** Whether a change was made, or the server does not take it from us. */
export type Allowed = 'done' | 'refused';

/**
 * The namespace that we work in, as it is set up. Every change looks first whether it is needed no more; all
 * of it is safe to repeat.
 * @throws {TemporalAway} each, when Temporal does not answer.
 */
export interface Namespace {
  readonly name: string;
  look(): Promise<FoundNamespace>;
  /** Makes it, and waits until all of the server knows it. */
  make(retentionMs: number): Promise<Allowed>;
  keepFor(retentionMs: number): Promise<Allowed>;
  /** Adds some of `neededAttributes`, and waits until they are there. */
  addAttributes(names: readonly string[]): Promise<Allowed>;
  /** Makes one of `neededSchedules`. */
  makeSchedule(id: string): Promise<Allowed>;
}

/** The namespace of a client. */
export function openNamespace(client: Client): Namespace {
  const { namespace } = client.options;
  const { workflowService } = client;
  const change = (work: () => Promise<unknown>) => allowed(client, work);
  const isThere = async () => (await look(client)).state === 'there';
  return {
    name: namespace,
    look: () => look(client),
    make: (retentionMs) =>
      change(async () => {
        const workflowExecutionRetentionPeriod = msToTs(retentionMs);
        await unlessThere(
          workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod }),
        );
        await eventually(isThere);
      }),
    keepFor: (retentionMs) =>
      change(() => {
        const config = { workflowExecutionRetentionTtl: msToTs(retentionMs) };
        return workflowService.updateNamespace({ namespace, config });
      }),
    addAttributes: (names) => change(() => addAttributes(client, names)),
    makeSchedule: (id) => change(() => makeSchedule(client, id)),
  };
}

async function look(client: Client): Promise<FoundNamespace> {
  const nothing = { retentionMs: 0, attributes: {}, schedules: [] };
  return asking(client, async () => {
    try {
      const { namespace } = client.options;
      const { config } = await client.workflowService.describeNamespace({ namespace });
      return {
        state: 'there',
        retentionMs: optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0,
        attributes: await lookAtAttributes(client),
        schedules: await lookForSchedules(client),
      };
    } catch (error) {
      if (hasCode(error, ['NOT_FOUND'])) return { state: 'missing', ...nothing };
      if (isRefusal(error)) return { state: 'hidden', ...nothing };
      throw error;
    }
  });
}

async function lookAtAttributes(client: Client): Promise<Record<string, string>> {
  const { namespace } = client.options;
  try {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
      namespace,
    });
    return Object.fromEntries(
      Object.entries(customAttributes ?? {}).map(([name, type]) => [name, typeNames[type] ?? '']),
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const known = await Promise.all(
      Object.keys(neededAttributes).map(async (name) =>
        (await canBeAsked(client, name)) ? [[name, '']] : [],
      ),
    );
    return Object.fromEntries(known.flat()) as Record<string, string>;
  }
}

/** Whoever may not list the attributes may still ask by one, if it is there. */
async function canBeAsked(client: Client, attribute: string): Promise<boolean> {
  const { namespace } = client.options;
  try {
    const query = `${attribute} IS NULL`;
    await client.workflowService.countWorkflowExecutions({ namespace, query });
    return true;
  } catch (error) {
    if (hasCode(error, ['INVALID_ARGUMENT'])) return false;
    throw error;
  }
}

async function lookForSchedules(client: Client): Promise<string[]> {
  const found = await Promise.all(
    neededSchedules.map(async (id) => {
      try {
        await client.schedule.getHandle(id).describe();
        return [id];
      } catch (error) {
        const isAbsent = error instanceof ScheduleNotFoundError || hasCode(error, ['NOT_FOUND']);
        if (isAbsent || isRefusal(error)) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

async function addAttributes(client: Client, names: readonly string[]): Promise<void> {
  const { namespace } = client.options;
  const searchAttributes = Object.fromEntries(
    names.map((name) => [name, typeNames.indexOf(neededAttributes[name] ?? '')]),
  );
  const { operatorService } = client.connection;
  // A namespace that was just made is not known to all parts of the server at once.
  await eventually(async () => {
    try {
      await unlessThere(operatorService.addSearchAttributes({ namespace, searchAttributes }));
      return true;
    } catch (error) {
      if (hasCode(error, ['NOT_FOUND'])) return false;
      throw error;
    }
  });
  await eventually(async () => {
    const known = await lookAtAttributes(client);
    return names.every((name) => known[name] !== undefined);
  });
}

async function makeSchedule(client: Client, id: string): Promise<void> {
  const keep = schedules[id];
  if (!keep) throw new TypeError(`there is no schedule "${id}"`);
  await eventually(async () => {
    await keep({ client, now: () => new Date() });
    return (await lookForSchedules(client)).includes(id);
  });
}

async function allowed(client: Client, work: () => Promise<unknown>): Promise<Allowed> {
  return asking(client, async () => {
    try {
      await work();
      return 'done';
    } catch (error) {
      if (isRefusal(error)) return 'refused';
      throw error;
    }
  });
}

/** Nobody waits at a webhook here; a server that was just started takes its time. */
function asking<T>(client: Client, work: () => Promise<T>): Promise<T> {
  return orAway(client, work, 90 * SECOND);
}

async function unlessThere(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!hasCode(error, ['ALREADY_EXISTS'])) throw error;
  });
}

/** The codes of gRPC that tell something here. */
const codes = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  UNIMPLEMENTED: 12,
  UNAUTHENTICATED: 16,
} as const;

/** Temporal Cloud lets namespaces be changed by its own tools alone. */
function isRefusal(error: unknown): boolean {
  return hasCode(error, ['PERMISSION_DENIED', 'UNAUTHENTICATED', 'UNIMPLEMENTED']);
}

function hasCode(error: unknown, names: readonly (keyof typeof codes)[]): boolean {
  if (isGrpcServiceError(error)) return names.some((name) => codes[name] === error.code);
  return error instanceof Error && error.cause !== undefined && hasCode(error.cause, names);
}

function numberOf(type: string): number {
  return typeNames.findIndex((name) => name.toUpperCase() === type.replaceAll('_', ''));
}

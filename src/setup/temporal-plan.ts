import { DAY } from '../domain/duration.js';
import type { Allowed, FoundNamespace, Namespace } from '../runs/namespace.js';
import type { CheckResult } from './check-result.js';

/** What the product needs of a namespace. */
export interface NamespaceNeeds {
  retentionMs: number;
  /** Type by name. */
  attributes: Readonly<Record<string, string>>;
  schedules: readonly string[];
}

/** One change to a namespace. */
export interface TemporalStep {
  /** As a line of a list. */
  does: string;
  /** What is to be said while it is not done. */
  lack: CheckResult;
  /** Commands or clicks that do it by other hands than ours. */
  byHand: readonly string[];
  /** Without it, no other can be. */
  isFirst: boolean;
  carryOut: (namespace: Namespace) => Promise<Allowed>;
}

/** What is to be done, and what no step mends. */
export interface TemporalPlan {
  steps: TemporalStep[];
  findings: CheckResult[];
}

/** Compares a namespace with what we need of it. Pure. */
export function planNamespace(
  name: string,
  found: FoundNamespace,
  needs: NamespaceNeeds,
): TemporalPlan {
  if (found.state === 'hidden') return { steps: [], findings: [hidden(name)] };
  const isMissing = found.state === 'missing';
  const absent = Object.keys(needs.attributes).filter((key) => found.attributes[key] === undefined);
  const unscheduled = needs.schedules.filter((id) => !found.schedules.includes(id));
  const isShort = !isMissing && found.retentionMs < needs.retentionMs;
  return {
    steps: [
      ...(isMissing ? [makeIt(name, needs)] : []),
      ...(isShort ? [keepLonger(name, found, needs)] : []),
      ...(absent.length > 0 ? [addAttributes(name, absent, needs)] : []),
      ...unscheduled.map((id) => makeSchedule(name, id)),
    ],
    findings: mistyped(name, found, needs),
  };
}

/** Temporal Cloud's namespaces end in the account: `evergreen.a1b2c`. */
function isCloud(name: string): boolean {
  return /^[a-z0-9-]+\.[a-z0-9]{5,}$/i.test(name);
}

type Lack = Pick<CheckResult, 'id' | 'what' | 'level'> & { found: string };

function step(
  does: string,
  lack: Lack,
  byHand: string[],
  carryOut: TemporalStep['carryOut'],
): TemporalStep {
  const mend = `evergreen temporal setup; or by hand: ${byHand.join('; ')}`;
  const isFirst = lack.id === 'temporal-namespace';
  return { does, lack: { ...lack, group: 'Temporal', mend }, byHand, isFirst, carryOut };
}

function makeIt(name: string, { retentionMs }: NamespaceNeeds): TemporalStep {
  const days = daysOf(retentionMs);
  return step(
    `make the namespace "${name}", with ${days} days of retention`,
    {
      id: 'temporal-namespace',
      what: `the namespace "${name}"`,
      level: 'wrong',
      found: 'there is none of this name',
    },
    // There it also needs a region, and a way to log in.
    isCloud(name)
      ? [`cloud.temporal.io/namespaces, "Create Namespace", with ${days} days of retention`]
      : [`temporal operator namespace create -n ${name} --retention ${days}d`],
    (namespace) => namespace.make(retentionMs),
  );
}

function keepLonger(
  name: string,
  found: FoundNamespace,
  { retentionMs }: NamespaceNeeds,
): TemporalStep {
  const days = daysOf(retentionMs);
  return step(
    `raise the retention of ended runs to ${days} days`,
    {
      id: 'temporal-retention',
      what: 'the retention of ended runs',
      level: 'wrong',
      found: `it is ${Math.round(found.retentionMs / DAY)} days, and must be ${days} or more: a run that is forgotten could start again`,
    },
    isCloud(name)
      ? [`tcld namespace retention set --namespace ${name} --retention-days ${days}`]
      : [`temporal operator namespace update -n ${name} --retention ${days}d`],
    (namespace) => namespace.keepFor(retentionMs),
  );
}

function addAttributes(
  name: string,
  absent: readonly string[],
  { attributes }: NamespaceNeeds,
): TemporalStep {
  const named = absent.map((key) => `${key} (${attributes[key]})`).join(', ');
  return step(
    `add the search attributes ${named}`,
    {
      id: 'temporal-search-attributes',
      what: 'the search attributes',
      level: 'wrong',
      found: `${absent.join(', ')} missing, so that no run can start`,
    },
    absent.map((key) =>
      isCloud(name)
        ? `tcld namespace search-attributes add --namespace ${name} --search-attribute "${key}=${attributes[key]}"`
        : `temporal operator search-attribute create -n ${name} --name ${key} --type ${attributes[key]}`,
    ),
    (namespace) => namespace.addAttributes(absent),
  );
}

function makeSchedule(name: string, id: string): TemporalStep {
  return step(
    `make the schedule "${id}"`,
    {
      id: `temporal-schedule-${id}`,
      what: `the schedule "${id}"`,
      level: 'warning',
      found: 'there is none',
    },
    isCloud(name)
      ? ['start the worker, with a key that has Write on the namespace: it makes it']
      : ['start the worker: it makes it'],
    (namespace) => namespace.makeSchedule(id),
  );
}

function hidden(name: string): CheckResult {
  return {
    id: 'temporal-namespace',
    group: 'Temporal',
    what: `the namespace "${name}"`,
    level: 'wrong',
    found: 'the server lets us see none of this name',
    mend: 'check TEMPORAL_NAMESPACE and TEMPORAL_API_KEY; in Temporal Cloud the name ends in the account, as in evergreen.a1b2c, and the key needs Write on it: cloud.temporal.io/namespaces',
  };
}

/** A type cannot be changed: what was written under it stays as it is. */
function mistyped(name: string, found: FoundNamespace, needs: NamespaceNeeds): CheckResult[] {
  return Object.entries(needs.attributes).flatMap(([key, type]): CheckResult[] => {
    const own = found.attributes[key];
    if (!own || own === type) return [];
    return [
      {
        id: 'temporal-search-attributes',
        group: 'Temporal',
        what: `the search attribute "${key}"`,
        level: 'wrong',
        found: `it is of type ${own}, and must be ${type}`,
        mend: isCloud(name)
          ? `its type cannot be changed: give Evergreen a namespace of its own (TEMPORAL_NAMESPACE), or have ${key} renamed: tcld namespace search-attributes rename --namespace ${name} --existing-name ${key} --new-name Old${key}; then evergreen temporal setup`
          : `temporal operator search-attribute remove -n ${name} --name ${key}; then evergreen temporal setup. Where something else uses it, give Evergreen a namespace of its own (TEMPORAL_NAMESPACE)`,
      },
    ];
  });
}

function daysOf(ms: number): number {
  return Math.ceil(ms / DAY);
}

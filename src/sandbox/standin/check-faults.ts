import type { Ending, Fault, FaultKind, FaultKinds } from './faults.js';

/** A control request that is refused; the message names the field and what it may hold. */
export class InvalidControl extends Error {
  override name = 'InvalidControl';
}

interface FieldRule {
  expected: string;
  accepts(value: unknown): boolean;
}

const text: FieldRule = { expected: 'a text', accepts: (value) => typeof value === 'string' };
const count: FieldRule = {
  expected: 'a whole number from 0',
  accepts: (value) => Number.isInteger(value) && Number(value) >= 0,
};
const seconds: FieldRule = {
  expected: 'a number from 0',
  accepts: (value) => typeof value === 'number' && value >= 0,
};
const errorStatus: FieldRule = {
  expected: 'a status from 200 to 599',
  accepts: (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
};
const endings: Ending[] = ['reset', 'silence', 'slow-body', 'not-json', 'null-body'];

const rules = new Map<string, FieldRule>([
  [
    'route',
    {
      expected: 'a method and a path, such as "POST /emails"',
      accepts: (value) => typeof value === 'string' && /^([A-Z]+|\*) [/*]\S*$/.test(value),
    },
  ],
  ['key', text],
  ['match', text],
  ['skip', count],
  ['times', count],
  [
    'probability',
    {
      expected: 'a number from 0 to 1',
      accepts: (value) => typeof value === 'number' && value >= 0 && value <= 1,
    },
  ],
  [
    'then',
    {
      expected: `one of ${endings.join(', ')} or a status from 200 to 599`,
      accepts: (value) => endings.includes(value as Ending) || errorStatus.accepts(value),
    },
  ],
  ['status', errorStatus],
  ['retryAfterSeconds', seconds],
  ['body', { expected: 'anything', accepts: () => true }],
  ['delayMs', count],
  [
    'committedResourceId',
    { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  ],
  [
    'quota',
    {
      expected: 'daily or monthly',
      accepts: (value) => value === 'daily' || value === 'monthly',
    },
  ],
]);

const choosers = ['route', 'key', 'match', 'skip', 'times', 'probability'] as const;

/** Reads a posted plan. @throws InvalidControl at its first mistake */
export function checkFaults(plan: unknown, kinds: FaultKinds): Fault[] {
  if (!Array.isArray(plan)) throw new InvalidControl('faults: expected a list of faults');
  return plan.map((fault: unknown, index) => checkFault(fault, `faults[${index}]`, kinds));
}

function checkFault(fault: unknown, at: string, kinds: FaultKinds): Fault {
  if (typeof fault !== 'object' || fault === null) {
    throw new InvalidControl(`${at}: expected an object`);
  }
  const { kind: name, ...fields } = fault as Record<string, unknown>;
  const kind = typeof name === 'string' && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind) {
    const allowed = Object.keys(kinds).join(', ');
    throw new InvalidControl(`${at}.kind: ${shown(name)} is not one of ${allowed}`);
  }
  for (const [field, value] of Object.entries(fields)) checkField(field, value, at, kind);
  return fault as Fault;
}

function checkField(field: string, value: unknown, at: string, kind: FaultKind): void {
  const allowed: readonly string[] = [...choosers, ...kind.fields];
  if (!allowed.includes(field)) {
    throw new InvalidControl(`${at}.${field}: unknown here, expected ${allowed.join(', ')}`);
  }
  const rule = rules.get(field);
  if (rule && !rule.accepts(value)) {
    throw new InvalidControl(`${at}.${field}: ${shown(value)} is not ${rule.expected}`);
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

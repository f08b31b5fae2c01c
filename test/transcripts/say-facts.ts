import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/duration.js';
import { type Attributes, decode, type Payload } from './recorded.js';

/** Temporal writes seconds, and 0 for no limit. */
export function sayTimeout(text = '0s'): string | undefined {
  const ms = Number.parseFloat(text) * SECOND;
  return ms === 0 ? undefined : sayLength(ms);
}

/**
 * `36 h`, `1 d 3 h 5 min`: to the minute from two on, to the second below, as what is computed from a due
 * time is short by what came before it.
 */
function sayLength(ms: number): string {
  const size = ms < 2 * MINUTE ? SECOND : MINUTE;
  let left = Math.round(ms / size) * size;
  if (left === 0) return 'less than 1 s';
  const said: string[] = [];
  for (const [unit, name] of [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ] as const) {
    const count = unit === DAY && left < 3 * DAY ? 0 : Math.floor(left / unit);
    left -= count * unit;
    if (count > 0) said.push(`${count} ${name}`);
  }
  return said.join(' ');
}

export function sayRetry(policy: Attributes['retryPolicy']): string | undefined {
  if (!policy) return undefined;
  const { initialInterval, backoffCoefficient = 1, maximumInterval, maximumAttempts } = policy;
  if (maximumAttempts === 1) return 'never';
  const longest = sayTimeout(maximumInterval);
  const said = [
    `after ${sayTimeout(initialInterval) ?? '0 s'}`,
    ...(backoffCoefficient === 1 ? [] : [`times ${backoffCoefficient}`]),
    ...(longest ? [`to ${longest}`] : []),
    ...(maximumAttempts ? [`${maximumAttempts} attempts`] : ['for ever']),
  ];
  return said.join(' ');
}

export function sayPriority(priority: Attributes['priority']): string | undefined {
  if (!priority) return undefined;
  const { priorityKey, fairnessKey, fairnessWeight } = priority;
  return [priorityKey, fairnessKey, fairnessWeight].filter((part) => part !== undefined).join(' ');
}

export function sayNames(fields: Record<string, Payload> = {}): string | undefined {
  return Object.keys(fields).toSorted().join(' ') || undefined;
}

/** Words and truths as they are; of the rest only that it is there. */
export function sayFields(fields: Record<string, Payload> = {}): string | undefined {
  const said = Object.entries(fields).map(([name, payload]) => {
    const value = decode(payload);
    return `${name} ${[value ?? 'none'].flat().map(sayValue).join(' ') || 'none'}`;
  });
  return said.toSorted().join(', ') || undefined;
}

/** `sent:2` and `CRITICAL` are what code says; a time, a key and a day are what happened to be. */
function sayValue(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return 'a value';
  if (/^[A-Za-z_]+(:([a-z_-]+|\d{1,2}))?$/.test(value)) return value;
  return value.replace(/^([a-z]+:)?.*$/s, '$1…');
}

import { type Look, vendorOf } from '../domain/incident.js';
import type { ActivityDeps } from './deps.js';

/** Tries again what an incident has stopped, once for all who wait. */
export function lookAtIncident({ faults }: Pick<ActivityDeps, 'faults'>) {
  return async (about: string): Promise<Look> => {
    const [, known] = Object.entries(faults).find(([vendor]) => vendor === vendorOf(about)) ?? [];
    return known ? known.look(about) : { kind: 'unknown' };
  };
}

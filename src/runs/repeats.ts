import { createHash } from 'node:crypto';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { HOUR, SECOND } from '../domain/duration.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import type { Person } from '../domain/run/run.js';

/** So long the same event, told again, is no news; later it may mend what was changed meanwhile. */
export const repeatsForMs = HOUR;

/** Stands for what an event tells of a person: two that tell the same have the same. */
export function fingerprint({ contact, data, segment, happenedAt }: Person): string {
  const told = JSON.stringify([contact, data, segment, happenedAt]);
  return createHash('sha256').update(told).digest('base64url').slice(0, 22);
}

export type Repeats = ReturnType<typeof createRepeats>;

/**
 * What this process has told to workflows lately. With what a workflow's own start keeps in its memo,
 * nearly every repeat is known for one; another process tells it once more, which changes nothing.
 */
export function createRepeats() {
  const told = new LRUCache<string, true>({ max: 50_000, ttl: repeatsForMs });
  const shown = new LRUCache<string, PlannedEmail[]>({ max: 5_000, ttl: SECOND });
  const nameOf = ({ workflowId, runId }: Told, print: string) => `${workflowId} ${runId} ${print}`;
  return {
    add(to: Told, print: string): void {
      told.set(nameOf(to, print), true);
    },
    /** Whether an execution was told the very same before. */
    has(execution: Told & Pick<WorkflowExecutionInfo, 'memo'>, print: string): boolean {
      return execution.memo?.['told'] === print || told.has(nameOf(execution, print));
    },
    /** A storm of repeats asks a run's worker once a second. */
    async emailsOf(id: string, read: () => Promise<PlannedEmail[]>): Promise<PlannedEmail[]> {
      const emails = shown.get(id) ?? (await read());
      shown.set(id, emails, { noUpdateTTL: true });
      return emails;
    },
  };
}

type Told = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId'>;

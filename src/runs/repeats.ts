import { createHash } from 'node:crypto';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { atMost } from '../domain/at-most.js';
import { HOUR, SECOND } from '../domain/duration.js';
import type { PlannedEmail } from '../domain/plan/plan.js';
import { type DeliveryReport, messageOf } from '../domain/run/delivery.js';
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
 * What this process has told to workflows lately. With what a workflow keeps in its memo, nearly every
 * repeat is known for one; another process tells it once more, which changes nothing.
 */
export function createRepeats() {
  const told = new LRUCache<string, true>({ ...atMost(50_000), ttl: repeatsForMs });
  const shown = new LRUCache<string, Promise<PlannedEmail[]>>({ ...atMost(5_000), ttl: SECOND });
  const delivered = new LRUCache<string, true>({ ...atMost(50_000), ttl: repeatsForMs });
  const nameOf = ({ workflowId, runId }: Execution, print: unknown) =>
    `${workflowId} ${runId} ${String(print)}`;
  return {
    /** It has been told this, after what its memo said. */
    add(to: Execution, print: string): void {
      for (const one of [to.memo?.['told'], print]) told.set(nameOf(to, one), true);
    },
    /** Whether an execution was told the very same before. */
    has(execution: Execution, print: string): boolean {
      return execution.memo?.['told'] === print || told.has(nameOf(execution, print));
    },
    /** A storm of repeats asks a run's worker once a second. */
    emailsOf(id: string, read: () => Promise<PlannedEmail[]>): Promise<PlannedEmail[]> {
      const known = shown.get(id);
      if (known) return known;
      const emails = read();
      shown.set(id, emails);
      emails.catch(() => shown.delete(id));
      return emails;
    },
    /** A run has heard this of one of its emails. */
    addDelivery(report: DeliveryReport): void {
      delivered.set(sayDelivery(report), true);
    },
    /** Whether it has heard the very same before. */
    hasDelivery(report: DeliveryReport): boolean {
      return delivered.has(sayDelivery(report));
    },
  };
}

function sayDelivery(report: DeliveryReport): string {
  return JSON.stringify([report.runId, messageOf(report)]);
}

type Execution = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'memo'>;

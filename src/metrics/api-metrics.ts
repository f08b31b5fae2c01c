import { Counter, Gauge, type Registry } from 'prom-client';

/** What an API counts. */
export interface ApiMetrics {
  /** A webhook was answered; `sender` is an event's name, or Cal.com's, Calendly's or Resend's. */
  webhookAnswered(sender: string, status: number): void;
}

export function createApiMetrics(registry: Registry, senders: readonly string[]): ApiMetrics {
  const webhooks = new Counter({
    name: 'evergreen_webhooks_total',
    help: 'Webhooks by sender and by the HTTP status of the reply.',
    labelNames: ['sender', 'status'],
    registers: [registry],
  });
  for (const sender of senders) webhooks.inc({ sender, status: 202 }, 0);
  return { webhookAnswered: (sender, status) => webhooks.inc({ sender, status }) };
}

/** How the whole does, of which Temporal knows: any process with a client can ask. */
export interface WholeState {
  isSending: boolean;
  /** Emails that should have gone by now. */
  due: number;
  /** How much is wrong with the whole. */
  findings: number;
  queues: { name: string; waiting: number; oldestMs: number; hasWorker: boolean }[];
}

/**
 * Gauges of the whole, as `refresh` finds it: where Temporal cannot be asked they are not there, and
 * `evergreen_temporal_up` is 0.
 */
export function createWholeMetrics(
  registry: Registry,
  ask: () => Promise<WholeState>,
): { refresh(): Promise<void> } {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const up = gauge('evergreen_temporal_up', '1 while Temporal can be asked, else 0.');
  const sending = gauge('evergreen_sending_enabled', '1 while sending is switched on, else 0.');
  const due = gauge('evergreen_emails_due', 'Emails that should have gone by now.');
  const findings = gauge('evergreen_findings', 'How much a look over the whole finds wrong.');
  const ofQueue = (name: string, help: string) => gauge(name, help, ['queue']);
  const tasks = ofQueue('evergreen_queue_tasks', 'Tasks that wait in a task queue, about.');
  const oldest = ofQueue(
    'evergreen_queue_oldest_task_seconds',
    'How long the oldest task of a task queue has waited.',
  );
  const workers = ofQueue(
    'evergreen_queue_has_worker',
    '1 while a worker asks a task queue for work, else 0.',
  );
  return {
    async refresh() {
      const state = await ask().catch(() => undefined);
      up.set(state ? 1 : 0);
      for (const one of [sending, due, findings]) one.remove();
      for (const one of [tasks, oldest, workers]) one.reset();
      if (!state) return;
      sending.set(state.isSending ? 1 : 0);
      due.set(state.due);
      findings.set(state.findings);
      for (const { name: queue, waiting, oldestMs, hasWorker } of state.queues) {
        tasks.set({ queue }, waiting);
        oldest.set({ queue }, oldestMs / 1_000);
        workers.set({ queue }, hasWorker ? 1 : 0);
      }
    },
  };
}

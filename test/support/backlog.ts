import { SECOND } from '../../src/domain/duration.js';
import { freshForMs } from '../../src/domain/run/freshness.js';
import { priorities } from '../../src/domain/run/priorities.js';
import { notionSlots, resendSlots } from '../../src/processes/slots.js';
import { createGate } from '../../src/vendors/gate.js';
import { inLane } from '../../src/vendors/lanes.js';
import { createNotionGate } from '../../src/vendors/notion/requests.js';
import { nextPauseMs } from '../../src/workflows/refusal.js';
import { type Clock, untilDone } from './fake-clock.js';

/** How long the vendors take to answer, in ms. */
const latencyMs = { notion: 400, resend: 250 };
/** The server signals so many runs per second when it tells many at once. */
const signalledPerSecond = 50;

interface Task {
  priority: { priorityKey: number; fairnessKey?: string; fairnessWeight?: number };
  work: () => Promise<void>;
}

/** Temporal's task queue with the slots of its one worker: by priority, then by weight, then in order. */
class TaskQueue {
  private readonly waiting = new Map<string, Task[]>();
  private readonly had = new Map<string, number>();
  private free: number;

  constructor(slots: number) {
    this.free = slots;
  }

  add(task: Task): void {
    const { priorityKey, fairnessKey = '' } = task.priority;
    const name = `${priorityKey} ${fairnessKey}`;
    const tasks = this.waiting.get(name) ?? [];
    this.waiting.set(name, tasks);
    tasks.push(task);
    this.begin();
  }

  private begin(): void {
    while (this.free > 0) {
      const task = this.next();
      if (!task) return;
      this.free -= 1;
      void this.do(task);
    }
  }

  private async do({ work }: Task): Promise<void> {
    await work();
    this.free += 1;
    this.begin();
  }

  private next(): Task | undefined {
    const names = [...this.waiting.keys()].filter((name) => this.waiting.get(name)?.length);
    const first = Math.min(...names.map((name) => Number.parseInt(name, 10)));
    const equal = names.filter((name) => Number.parseInt(name, 10) === first);
    const [name] = equal.toSorted((a, b) => (this.had.get(a) ?? 0) - (this.had.get(b) ?? 0));
    const task = this.waiting.get(name ?? '')?.shift();
    const weight = task?.priority.fairnessWeight ?? 1;
    if (name) this.had.set(name, (this.had.get(name) ?? 0) + 1 / weight);
    return task;
  }
}

/** What came of so many emails that were due at the same moment. */
export interface Drained {
  /** When each was sent, in ms since it was due, in order; since the mend where there was one. */
  sentAtMs: number[];
  /** How often an email was prepared, where Notion could be asked. */
  prepared: number;
  /** How long people who came meanwhile have waited for their enrolment, at most, in ms. */
  longestEnrolmentMs: number;
  /** How many rows were written by the time that the last email had gone. */
  rows: number;
}

/**
 * Lets emails that are due at once go through the real gates, lanes, priorities, slots and pauses, on a
 * clock that skips; the vendors and Temporal's queues are models of themselves.
 */
export async function drain(
  clock: Clock,
  asked: { emails: number; resendRate: number; notionRate: number; notionAwayMs?: number },
): Promise<Drained> {
  const { emails, resendRate, notionRate, notionAwayMs = 0 } = asked;
  const [notionQueue, resendQueue] = [
    new TaskQueue(notionSlots),
    new TaskQueue(resendSlots(resendRate)),
  ];
  const [notion, resend] = [createNotionGate(notionRate), createGate(resendRate)];
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const ask = (gate: typeof notion, ms: number) => gate.pass(() => pause(ms));
  const done = (queue: TaskQueue, priority: Task['priority'], work: () => Promise<void>) =>
    new Promise<void>((resolve) => {
      queue.add({ priority, work: () => work().then(resolve) });
    });
  const seen = { sent: [] as number[], prepared: 0, longest: 0, rows: 0 };
  const isAway = () => Date.now() < notionAwayMs;
  /** By the look that comes within a minute, and then by Temporal's own signalling. */
  const letGoAtMs = (number: number) =>
    notionAwayMs + 55 * SECOND + (number / signalledPerSecond) * SECOND;

  const prepare = async (): Promise<number | undefined> => {
    let readAtMs: number | undefined;
    await done(resendQueue, priorities.prepare, () =>
      inLane('due', async () => {
        if (isAway()) return;
        seen.prepared += 1;
        readAtMs = Date.now();
        await ask(notion, latencyMs.notion);
      }),
    );
    return readAtMs;
  };

  const send = async (readAtMs: number): Promise<boolean> => {
    let isSent = false;
    await done(resendQueue, priorities.send, async () => {
      if (Date.now() > readAtMs + freshForMs) return;
      await ask(resend, latencyMs.resend);
      isSent = true;
    });
    return isSent;
  };

  const walk = async (number: number): Promise<void> => {
    for (let pauseMs: number | undefined; ; ) {
      const readAtMs = await prepare();
      if (readAtMs === undefined) {
        pauseMs = nextPauseMs(pauseMs);
        const nowMs = Date.now();
        const mendedMs = letGoAtMs(number);
        await pause(nowMs < mendedMs ? Math.min(pauseMs, mendedMs - nowMs) : pauseMs);
      } else if (await send(readAtMs)) break;
    }
    seen.sent.push(Date.now());
    await done(notionQueue, priorities.record, async () => {
      await ask(notion, latencyMs.notion);
      seen.rows += 1;
    });
  };

  /** Somebody new every ten seconds, each with four requests to Notion. */
  const enrolOthers = async (): Promise<void> => {
    while (seen.sent.length < emails) {
      await pause(10 * SECOND);
      const cameMs = Date.now();
      void done(notionQueue, priorities.enrol, async () => {
        if (isAway()) return;
        for (let request = 0; request < 4; request++) await ask(notion, latencyMs.notion);
        seen.longest = Math.max(seen.longest, Date.now() - cameMs);
      });
    }
  };

  void enrolOthers();
  for (let number = 0; number < emails; number++) void walk(number);
  await untilDone(clock, () => seen.sent.length === emails);
  return {
    sentAtMs: seen.sent.map((ms) => ms - notionAwayMs),
    prepared: seen.prepared,
    longestEnrolmentMs: seen.longest,
    rows: seen.rows,
  };
}

import type { Client } from '@temporalio/client';
import { Hono } from 'hono';
import { sequenceOf } from '../../campaign/sequences/index.js';
import { MINUTE, SECOND } from '../../domain/duration.js';
import { forecast, type PlannedEmail, paceOf } from '../../domain/plan/plan.js';
import type { Control } from '../../domain/run/control.js';
import type { Timeline } from '../../domain/run/run.js';
import { type SwitchedOff, switchId } from '../../domain/run/switch.js';
import { orUnavailable, within } from '../../runs/deadline.js';
import { queryTimeline } from '../../runs/read-runs.js';
import { startSwitch } from '../../runs/runs.js';
import { getSwitch, setSwitch } from '../../workflows/messages.js';
import type { ApiDeps } from '../app.js';
import { requireAdmin } from '../http/auth.js';
import { limitBody } from '../http/body.js';
import { Problem } from '../http/problem.js';
import { judge, readAsked } from './asked.js';
import { ask, controlBodies } from './controls.js';

/** The sending switch as operators see it. */
export interface SwitchReply extends Partial<SwitchedOff> {
  sending: boolean;
  /** What planned times would lose if sending were switched on now with "catch-up". */
  skipped: AffectedEmail[];
  late: AffectedEmail[];
}

export interface AffectedEmail
  extends Pick<PlannedEmail, 'number' | 'template' | 'plannedAt' | 'dueAt'> {
  id: string;
}

/** Looking at every run that should have sent something may take a while. */
const previewDeadlineMs = MINUTE;
const queriesAtOnce = 20;
/** That it is off is known without a worker; by whom is nice to have. */
const whoDeadlineMs = SECOND;

export function sendingSwitch(deps: ApiDeps): Hono {
  const app = new Hono();
  app.get('/switch', async (c) => {
    requireAdmin(c, deps.adminToken);
    return c.json(await readSwitchReply(deps));
  });
  app.post('/switch', limitBody, async (c) => {
    return c.json(await throwSwitch(deps, await readAsked(deps, c)));
  });
  return app;
}

/**
 * Switches sending off or on, or with `dryRun` only tells what that would do.
 * @throws {Problem} 422, 409, 503
 */
export async function throwSwitch(deps: ApiDeps, asked: unknown): Promise<SwitchReply> {
  const { client } = deps;
  const { sending, mode, dryRun, ...who } = judge(controlBodies.switch, asked);
  if (sending && !mode) {
    throw new Problem(422, 'How should late emails go?', {
      errors: [{ path: 'mode', message: 'is required to switch sending on: shift or catch-up' }],
    });
  }
  const offAt = await orUnavailable(client, deps.sendingOffAt);
  const isOn = offAt === undefined;
  const isLossy = !isOn && sending && mode === 'catch-up';
  const { skipped, late } = isLossy ? await previewCatchUp(deps) : { skipped: [], late: [] };
  if (!dryRun && isOn !== sending) {
    if (sending && mode) await ask(client, switchId, setSwitch, { sending, mode, ...who });
    else await switchOff(client, who);
  }
  const isSending = dryRun ? isOn : sending;
  return { sending: isSending, ...(!isSending && (await readWho(client))), skipped, late };
}

/**
 * Its workflow may be open still, as sending has just been switched on; then it may also end at this
 * very moment, and is started anew.
 * @throws {Problem} 503 rather than an answer that does not hold.
 */
async function switchOff(client: Client, who: Control): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    if (await startSwitch(client, who)) return;
    if (await ask(client, switchId, setSwitch, { sending: false, ...who })) return;
  }
  throw new Problem(503, 'Sending is not switched off; ask again.', {
    headers: { 'Retry-After': '1' },
  });
}

/** @throws {Problem} 503 */
export async function readSwitchReply(deps: ApiDeps): Promise<SwitchReply> {
  const offAt = await orUnavailable(deps.client, deps.sendingOffAt);
  if (offAt === undefined) return { sending: true, skipped: [], late: [] };
  const [who, preview] = await Promise.all([readWho(deps.client), previewCatchUp(deps)]);
  return { sending: false, ...(who ?? { offAt }), ...preview };
}

/** What planned times would lose if sending were switched on now with "catch-up". */
async function previewCatchUp({
  client,
  now,
}: ApiDeps): Promise<Pick<SwitchReply, 'skipped' | 'late'>> {
  const found = await orUnavailable(
    client,
    async () => findLate(client, await now()),
    previewDeadlineMs,
  );
  return {
    skipped: found.flatMap(({ isSkipped, email }) => (isSkipped ? [email] : [])),
    late: found.flatMap(({ isSkipped, email }) => (isSkipped ? [] : [email])),
  };
}

/** Undefined where no worker can tell in time. */
async function readWho(client: Client): Promise<SwitchedOff | undefined> {
  const handle = client.workflow.getHandle(switchId);
  return within(client, whoDeadlineMs, () => handle.query(getSwitch)).catch(() => undefined);
}

interface LateEmail {
  email: AffectedEmail;
  isSkipped: boolean;
}

/** Every email that should have gone by now, with what would become of it. */
async function findLate(client: Client, now: Date): Promise<LateEmail[]> {
  const query = `ExecutionStatus = 'Running' AND NextSendAt < '${now.toISOString()}'`;
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  const late: LateEmail[] = [];
  for (let at = 0; at < ids.length; at += queriesAtOnce) {
    const part = ids.slice(at, at + queriesAtOnce);
    const timelines = await Promise.all(
      part.map(async (id) => ({ id, timeline: await queryTimeline(client, id) })),
    );
    for (const { id, timeline } of timelines) late.push(...lateOf(id, timeline, now));
  }
  return late;
}

function lateOf(id: string, timeline: Timeline | undefined, now: Date): LateEmail[] {
  const sequence = sequenceOf(timeline?.sequence ?? '')?.sequence;
  if (!timeline || !sequence || timeline.status !== 'running') return [];
  const undecided = new Set(
    timeline.emails.filter(({ state }) => state === 'scheduled').map(({ number }) => number),
  );
  return forecast(timeline.emails, paceOf(sequence, timeline.isTesting), now)
    .filter(({ number, plannedAt }) => undecided.has(number) && new Date(plannedAt) < now)
    .map(({ number, template, plannedAt, dueAt, state }) => ({
      email: { id, number, template, plannedAt, dueAt },
      isSkipped: state === 'skipped',
    }));
}

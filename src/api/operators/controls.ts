import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { z } from 'zod';
import { SECOND } from '../../domain/duration.js';
import { text } from '../../domain/event/fields.js';
import { resolutions, resumeModes } from '../../domain/run/control.js';
import { isUnavailable, within } from '../../runs/deadline.js';
import { Problem } from '../http/problem.js';

/** A worker has to answer; operators wait longer than websites. */
const controlDeadlineMs = 8 * SECOND;

/** Who asks, and why, in every control. */
const who = z.object({
  by: text.pipe(z.string('is required: who asks for it')),
  reason: text,
});

const number = z.int('expected the number of an email');
const at = z.iso.datetime({
  offset: true,
  error: 'expected an instant such as 2026-01-31T18:00:00+01:00',
});
const flag = z.boolean('expected true or false');
const mode = z.enum(resumeModes, `expected one of ${resumeModes.join(', ')}`);
const as = z.enum(resolutions, `expected one of ${resolutions.join(', ')}`);

/** What is posted to each control, beside who and why. */
export const controlBodies = {
  pause: who,
  resume: who.extend({ mode }),
  skipNext: who,
  sendNow: who,
  reschedule: who.extend({ number, at }),
  resolve: who.extend({ number, as }),
  restart: who.extend({ from: number }),
  stop: who,
  resubscribe: who,
  switch: who.extend({ sending: flag, mode: mode.optional(), dryRun: flag.optional() }),
};

/**
 * Asks an open workflow for something; undefined when none is open under this id.
 * @throws {Problem} 409 with the reason when it makes no sense now; 422 when it never does; 503.
 */
export async function ask<R, A>(
  client: Client,
  workflowId: string,
  update: UpdateDefinition<R, [A]>,
  asked: A,
): Promise<{ answer: R } | undefined> {
  try {
    const answer = await within(client, controlDeadlineMs, () =>
      client.workflow.getHandle(workflowId).executeUpdate<R, [A]>(update, { args: [asked] }),
    );
    return { answer };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw toProblem(error);
  }
}

function toProblem(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const { message, type, details } = error.cause;
    if (type === 'Refused') return new Problem(409, `Nothing was changed: ${message}.`);
    if (type === 'Malformed') {
      const [path] = (details ?? []) as string[];
      const errors = [{ path: path ?? '', message }];
      return new Problem(422, `Nothing was changed: ${message}.`, { errors });
    }
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isUnavailable(error)) {
    const detail = 'No worker has answered yet. It may still apply: look before asking again.';
    return new Problem(503, detail, { headers: { 'Retry-After': '10' }, cause: error });
  }
  return error;
}

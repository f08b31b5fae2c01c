import assert from 'node:assert/strict';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { EmailState, PlannedEmail } from '../../src/domain/plan/plan.js';
import type { RunSummary } from '../../src/domain/run/run.js';
import type { RunMemo } from '../../src/domain/run/run-memo.js';
import { type RunReply, toRunReply } from '../../src/runs/reply.js';
import { type Execution, readStored } from '../../src/runs/stored.js';
import { attributes } from '../../src/workflows/messages.js';
import { assertDescribed } from '../support/described.js';

const id = 'no-show/5f1c/ab';
const at = (day: number) => `2025-12-0${day}T12:00:00.000Z`;
const now = new Date(at(4));

const planned = (number: number, day: number, state: EmailState = 'scheduled'): PlannedEmail => ({
  number,
  template: `E${number}`,
  sentBy: number === 1 ? 'website' : 'evergreen',
  plannedAt: at(day),
  dueAt: at(day),
  state,
});

interface Stored {
  status?: WorkflowExecutionInfo['status']['name'];
  nextSendAt?: string;
  closeTime?: string;
  memo?: Partial<RunMemo>;
  result?: RunSummary;
  historyLength?: number;
}

/** What is shown of a run where no worker answers. */
async function shown(stored: Stored): Promise<RunReply> {
  const { status = 'RUNNING', nextSendAt, closeTime, memo, result, historyLength = 9 } = stored;
  const emails = [planned(1, 1, 'sent'), planned(2, 2), planned(3, 4), planned(4, 5)];
  const execution = {
    workflowId: id,
    runId: 'only',
    status: { name: status },
    historyLength,
    ...(closeTime && { closeTime: new Date(closeTime) }),
    memo: { emails, isTesting: true, ...memo },
    typedSearchAttributes: {
      get(key: unknown) {
        if (key === attributes.segment) return 'URGENT';
        return key === attributes.nextSendAt && nextSendAt ? new Date(nextSendAt) : undefined;
      },
    },
  } as unknown as Execution;
  const client = {
    workflow: { getHandle: () => ({ result: async () => result }) },
  } as unknown as Client;
  const reply = toRunReply(id, await readStored(client, execution, now));
  assertDescribed('Run', reply);
  return reply;
}

const states = ({ emails }: RunReply) => emails.map(({ number, state }) => `${number} ${state}`);

describe('a run that no worker tells of', () => {
  it('is shown as it was planned, says so, and claims nothing of what should have gone', async () => {
    const run = await shown({ nextSendAt: at(4) });
    const { status, asOf, segment, testing, sequence, history, message } = run;
    assert.deepEqual(
      { status, asOf, segment, testing, sequence, history },
      {
        status: 'running',
        asOf: 'plan',
        segment: 'URGENT',
        testing: true,
        sequence: 'no-show',
        history: [],
      },
    );
    assert.match(message, /No worker has answered; this is what was planned\./);
    // The third is due at this very moment: it may be on its way.
    assert.deepEqual(states(run), ['1 sent', '2 unknown', '3 unknown', '4 scheduled']);
    assert.equal(run.emails[1]?.reason, 'no worker has answered');
  });

  it('claims nothing of an email that goes before the next one that Temporal knows of', async () => {
    const moved = await shown({ nextSendAt: '2025-12-06T12:00:00.000Z' });
    assert.deepEqual(states(moved).slice(2), ['3 unknown', '4 unknown']);
  });

  it('is paused, and waits for a person, where it has left word of that', async () => {
    const attention = { kind: 'waits', number: 3, reason: 'no template "E3"' } as const;
    const { status, needsAttention } = await shown({ memo: { isPaused: true, attention } });
    assert.deepEqual([status, needsAttention], ['paused', 'no template "E3"']);
  });

  it('shows its result once it has ended', async () => {
    const fate = (number: number, outcome: EmailState, more: Partial<PlannedEmail> = {}) => ({
      number,
      template: `E${number}`,
      dueAt: at(3),
      outcome,
      at: null,
      resendId: null,
      reason: null,
      ...more,
    });
    const run = await shown({
      status: 'COMPLETED',
      nextSendAt: at(4),
      result: {
        outcome: 'stopped:booked',
        emails: [
          fate(1, 'sent'),
          fate(2, 'sent', { at: at(3), resendId: 're_1' }),
          fate(3, 'failed', { reason: 'no such mailbox' }),
          fate(4, 'stopped', { reason: 'booked' }),
        ],
      },
    });
    assert.deepEqual([run.status, run.outcome, run.asOf], ['ended', 'stopped:booked', 'result']);
    assert.equal(run.message, 'Ended: stopped:booked.');
    assert.deepEqual(states(run), ['1 sent', '2 sent', '3 failed', '4 stopped']);
    const [first, second, third] = run.emails;
    assert.equal(first?.sentBy, 'website');
    assert.deepEqual(
      [second?.dueAt, second?.plannedAt, second?.sentAt, second?.resendId],
      [at(3), at(2), at(3), 're_1'],
    );
    assert.equal(third?.reason, 'no such mailbox');
  });

  it('has failed where it was terminated, and sends what was to come no more', async () => {
    const run = await shown({ status: 'TERMINATED', nextSendAt: at(4), closeTime: at(3) });
    assert.deepEqual(
      [run.status, run.outcome, run.needsAttention],
      ['ended', 'failed', 'the run was terminated'],
    );
    assert.deepEqual(states(run), ['1 sent', '2 unknown', '3 stopped', '4 stopped']);
  });

  it('is known for certain where it was terminated before any worker had seen it', async () => {
    const run = await shown({ status: 'TERMINATED', closeTime: at(3), historyLength: 3 });
    assert.equal(run.asOf, 'result');
    assert.deepEqual(states(run), ['1 sent', '2 stopped', '3 stopped', '4 stopped']);
  });
});

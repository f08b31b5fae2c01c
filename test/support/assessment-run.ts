import { assessment } from '../../src/campaign/sequences/assessment.js';
import { plan } from '../../src/domain/plan/plan.js';
import type { RunContact, RunInput } from '../../src/domain/run/run.js';

const at = new Date('2026-11-02T10:00:00.000Z');

/** The run of somebody who has just finished the assessment, as its activities get it. */
export function assessmentRun(contact: RunContact): RunInput {
  const { sequence } = assessment;
  return {
    sequence,
    emails: plan(sequence, { base: at, now: at, isTesting: false }),
    contact,
    isTesting: false,
    acceptedAt: at.toISOString(),
    segment: 'URGENT',
    data: {},
  };
}

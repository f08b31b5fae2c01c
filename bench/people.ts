import { toRunInput } from '../src/api/website/webhooks.js';
import { assessment } from '../src/campaign/sequences/assessment.js';
import type { RunInput } from '../src/domain/run/run.js';

/** What a website posts of somebody who has finished the assessment; no hot lead, of whom the owner is told, too. */
export function assessmentOf(name: string, email1SentAt = new Date()) {
  return {
    email: `${name}@bench.example`,
    first_name: 'Sarah',
    business_name: 'Salon Sarah',
    red_systems: 0,
    orange_systems: 2,
    assessment_score: 38,
    weakest_system_1: 'GPS',
    weakest_system_2: 'CREW',
    strongest_system: 'CABIN',
    revenue_leak_total: 14_700,
    email_1_sent_at: email1SentAt.toISOString(),
  };
}

/** What the API makes of that: the input of its run. */
export function inputOf(name: string, email1SentAt = new Date()): RunInput {
  const now = new Date();
  const event = assessment.event.read(assessmentOf(name, email1SentAt), now);
  if ('ignored' in event) throw new Error(event.message);
  const { contact, data, segment } = event;
  const person = { contact: { ...contact, key: name }, data, segment };
  return toRunInput(assessment.sequence, event, person, now, false);
}

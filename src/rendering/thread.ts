import { parentPort } from 'node:worker_threads';
import { BlockedTemplate } from '../domain/errors.js';
import { lintTemplate, renderEmail } from '../domain/mail/template.js';
import { tryTemplate } from '../domain/mail/trial.js';
import { type Answer, type Job, ready } from './job.js';

/** The thread in which copy is rendered: it does one job at a time, and knows nothing but what it is given. */

parentPort?.on('message', (job: Job) => parentPort?.postMessage(answer(job)));
parentPort?.postMessage(ready);

function answer(job: Job): Answer {
  try {
    if (job.kind === 'lint') {
      const names = new Set(job.names);
      const faults = lintTemplate(job.template, names);
      const known = faults.length > 0 ? faults : tryTemplate(job.template, job.layout, names);
      return { kind: 'linted', faults: known };
    }
    const { template, layout, variables, sequenceKind, clock } = job;
    const email = renderEmail(template, layout, variables, sequenceKind, clock);
    return { kind: 'rendered', email };
  } catch (error) {
    if (error instanceof BlockedTemplate) return { kind: 'blocked', reason: error.message };
    return { kind: 'failed' }; // what a library says of it may hold a person's data
  }
}

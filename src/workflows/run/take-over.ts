import { takeDelivery } from '../../domain/run/delivery.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import type { Run } from './run.js';

/** What an earlier execution has decided stands, but for what an operator has since resolved. */
export function takeOver(run: Run, { done, told = [] }: Enrolment): void {
  const { fates, books } = run;
  for (const { number, ...fate } of done) {
    const email = fates.of(number);
    if (fates.again[number] || email?.state !== 'scheduled') continue;
    run.replan([{ ...email, ...fate }]);
    books.drop(number);
  }
  // What the rows say may have been told while no run was open to hear it.
  for (const { number, ...one } of told) {
    const email = fates.of(number);
    if (email) fates.replace([takeDelivery(email, one)]);
  }
}

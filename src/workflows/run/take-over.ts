import type { PlannedEmail } from '../../domain/plan/plan.js';
import { takeDelivery } from '../../domain/run/delivery.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import type { Books } from './books.js';
import type { Fates } from './fates.js';

/** The parts of a run that take over what its rows say. */
interface Taking {
  fates: Fates;
  books: Books;
  replan: (changed: readonly PlannedEmail[]) => void;
  alert: (kind: 'unknown', email: PlannedEmail, reason?: string) => void;
}

/** What an earlier execution has decided stands, but for what an operator has since resolved. */
export function takeOver(run: Taking, { done, told = [] }: Enrolment): void {
  const { fates, books } = run;
  for (const { number, isUntold, ...fate } of done) {
    const email = fates.of(number);
    if (fates.again[number] || email?.state !== 'scheduled') continue;
    run.replan([{ ...email, ...fate }]);
    books.drop(number);
    if (isUntold) run.alert('unknown', email, fate.reason);
  }
  // What the rows say may have been told while no run was open to hear it.
  for (const { number, ...one } of told) {
    const email = fates.of(number);
    if (email) fates.replace([takeDelivery(email, one)]);
  }
}

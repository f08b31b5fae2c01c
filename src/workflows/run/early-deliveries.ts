import type { PlannedEmail } from '../../domain/plan/plan.js';
import type { Carried } from '../../domain/run/carried.js';
import { raiseDelivery, type Told, takeDelivery } from '../../domain/run/delivery.js';

/** What Resend has told of emails before the run knew what became of them. */
export class EarlyDeliveries {
  /** By number, then by Resend's id. */
  private readonly early: Map<number, Map<string, string>>;

  constructor(carried: Carried['early'] = []) {
    this.early = new Map(carried.map(([number, told]) => [number, new Map(told)]));
  }

  /** What another execution of the run has to know of it. */
  get carried(): Carried['early'] {
    return [...this.early].map(([number, told]) => [number, [...told]]);
  }

  /** @returns whether that is news. */
  keep(number: number, { emailId, delivery }: Told): boolean {
    const known = this.early.get(number) ?? new Map<string, string>();
    this.early.set(number, known);
    const before = known.get(emailId);
    const after = raiseDelivery(before, delivery);
    known.set(emailId, after);
    return after !== before;
  }

  /** An email whose fate was decided just now, as what was told before leaves it. */
  settle(email: PlannedEmail): PlannedEmail {
    const told = [...(this.early.get(email.number) ?? [])];
    return told.reduce(
      (settled, [emailId, delivery]) => takeDelivery(settled, { emailId, delivery }),
      email,
    );
  }
}

import type { Segment } from '../../domain/event/segment.js';
import type { Enrolment, FirstReading } from '../../domain/run/enrolment.js';
import { type ContactUpdate, type RunInput, updatePerson } from '../../domain/run/run.js';

/** Who a run is for: as events have told of them, and as Notion has them. */
export class RunPerson {
  /** The newest that events have told. */
  told: Pick<RunInput, 'contact' | 'data' | 'segment' | 'happenedAt'>;
  /** Undefined until Notion has them. */
  enrolment: Enrolment | undefined;
  /** How Notion had them at first, where enrolling them has come to nothing so far. */
  firstReading: FirstReading | undefined;

  constructor({ contact, data, segment, happenedAt, carried }: RunInput) {
    this.enrolment = carried?.enrolment;
    this.firstReading = carried?.firstReading;
    this.told = { contact, data, segment, ...(happenedAt && { happenedAt }) };
  }

  get segment(): Segment | null {
    return this.told.segment ?? this.enrolment?.segment ?? null;
  }

  /** @returns false when it tells nothing new, as a repeated webhook does. */
  update(message: ContactUpdate): boolean {
    const before = this.told;
    this.told = updatePerson(before, message);
    return (
      JSON.stringify({ ...this.told, happenedAt: before.happenedAt }) !== JSON.stringify(before)
    );
  }

  /** The contact was made anew on another page, as its own was deleted. */
  movedTo(contactPageId: string): void {
    if (this.enrolment) this.enrolment = { ...this.enrolment, contactPageId };
  }

  /** They could not be enrolled; how they were read, the first time, is kept until they are. */
  notEnrolled(reading: FirstReading | undefined): void {
    if (!this.enrolment) this.firstReading ??= reading;
  }

  /** Whoever is enrolled again keeps what only the run's start can tell. */
  enrol(enrolment: Enrolment): void {
    const before = this.enrolment;
    if (!before) {
      this.enrolment = enrolment;
      this.firstReading = undefined;
      return;
    }
    const { suppressedBy: _, ...known } = enrolment;
    const { doubleIds: __, ...kept } = before;
    this.enrolment = {
      ...kept,
      ...known,
      bookingStatus: before.bookingStatus,
      rowIds: { ...before.rowIds, ...known.rowIds },
    };
  }
}

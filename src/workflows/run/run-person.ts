import type { Segment } from '../../domain/event/segment.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import { type ContactUpdate, type RunInput, updatePerson } from '../../domain/run/run.js';

/** Who a run is for: as events have told of them, and as Notion has them. */
export class RunPerson {
  /** The newest that events have told. */
  told: Pick<RunInput, 'contact' | 'data' | 'segment' | 'happenedAt'>;
  /** Undefined until Notion has them. */
  enrolment: Enrolment | undefined;

  constructor({ contact, data, segment, happenedAt, carried }: RunInput) {
    this.enrolment = carried?.enrolment;
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

  /** Whoever is enrolled again keeps what only the run's start can tell. */
  enrol(enrolment: Enrolment): void {
    const before = this.enrolment;
    if (!before) {
      this.enrolment = enrolment;
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

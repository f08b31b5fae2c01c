import type { Segment } from '../../domain/event/segment.js';
import type { Enrolment } from '../../domain/run/enrolment.js';
import { type ContactUpdate, type RunInput, updatePerson } from '../../domain/run/run.js';

/** Who a run is for: as events have told of them, and as Notion has them. */
export class RunPerson {
  /** The newest that events have told. */
  told: Pick<RunInput, 'contact' | 'data' | 'segment'>;
  /** Undefined until Notion has them. */
  enrolment: Enrolment | undefined;

  constructor({ contact, data, segment }: RunInput) {
    this.told = { contact, data, segment };
  }

  get segment(): Segment | null {
    return this.told.segment ?? this.enrolment?.segment ?? null;
  }

  /** @returns false when it tells nothing new, as a repeated webhook does. */
  update(message: ContactUpdate): boolean {
    const updated = updatePerson(this.told, message);
    if (JSON.stringify(updated) === JSON.stringify(this.told)) return false;
    this.told = updated;
    return true;
  }

  /** Whoever is enrolled again keeps what only the run's start can tell. */
  enrol(enrolment: Enrolment): void {
    const before = this.enrolment;
    const { suppressedBy: _, ...known } = enrolment;
    this.enrolment = before
      ? {
          ...before,
          ...known,
          bookingStatus: before.bookingStatus,
          rowIds: { ...before.rowIds, ...known.rowIds },
        }
      : enrolment;
  }
}

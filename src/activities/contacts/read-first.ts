import { activityInfo } from '@temporalio/activity';
import { MINUTE } from '../../domain/duration.js';
import type { FirstReading } from '../../domain/run/enrolment.js';
import type { Contact } from '../../vendors/notion/find-contact.js';
import { keepReading, knownReading } from '../create-once.js';

/**
 * How a person was when the first attempt to enrol them has read them: somebody may have typed something since. Each
 * attempt that finds them tells that at once. So where nothing was told and they are found now, an attempt before
 * this one has made them, or has died before it came to read: when their page was made, tells which.
 */
export function readFirst(found: Contact | undefined, acceptedAt: string): FirstReading {
  const known = knownReading();
  if (known) return known;
  const isMadeSince =
    activityInfo().attempt > 1 && found?.createdAt && isSince(found.createdAt, acceptedAt);
  const reading = { bookingStatus: isMadeSince ? null : (found?.bookingStatus ?? null) };
  // Nobody types anything about somebody who is not there.
  keepReading(reading, { isToldAtOnce: found !== undefined });
  return reading;
}

/** Notion tells the minute alone. */
function isSince(createdAt: string, acceptedAt: string): boolean {
  return Date.parse(createdAt) > Date.parse(acceptedAt) - MINUTE;
}

import type { MentionRichTextItemResponse } from '@notionhq/client';

type NotionDate = Extract<MentionRichTextItemResponse['mention'], { type: 'date' }>['date'];

/** A date of a page in words, the same on every machine: "January 15, 2026 at 3:00 PM (Europe/Berlin)". */
export function writtenDate({ start, end, time_zone }: NotionDate): string {
  const zone = zoneOf(start, time_zone);
  const until = end ? ` to ${write(end, time_zone)}` : '';
  return `${write(start, time_zone)}${until}${zone && ` (${zone})`}`;
}

const clock = /T\d\d:\d\d/;
const offset = /(Z|[+-]\d\d:\d\d)$/;

function write(instant: string, timeZone: string | null): string {
  const hasClock = clock.test(instant);
  // Notion gives the time as its author reads it; a zone beside an offset says where that is.
  const isElsewhere = hasClock && timeZone !== null && offset.test(instant);
  const wall = instant.replace(offset, '');
  const at = new Date(isElsewhere ? instant : hasClock ? `${wall}Z` : wall);
  const words = at.toLocaleString('en-US', {
    dateStyle: 'long',
    ...(hasClock && { timeStyle: 'short' as const }),
    timeZone: isElsewhere ? timeZone : 'UTC',
  });
  return words.replaceAll('\u202f', ' ');
}

function zoneOf(instant: string, timeZone: string | null): string {
  if (!clock.test(instant)) return '';
  const [, shift] = offset.exec(instant) ?? [];
  if (timeZone !== null) return timeZone;
  return !shift || shift === 'Z' || shift === '+00:00' ? 'UTC' : `UTC${shift}`;
}

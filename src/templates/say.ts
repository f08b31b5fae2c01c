import type { Finding, Place } from '../domain/copy-report.js';

const parts: Record<Place['part'], string> = {
  subject: 'subject',
  body: 'HTML',
  text: 'text',
  row: '',
};

/** `subject`, `HTML 3:14`; nothing for the row as a whole. */
export function sayPlace({ part, line, column }: Place): string {
  return line === undefined ? parts[part] : `${parts[part]} ${line}:${column}`;
}

/** What follows the name of a template: `, HTML 3:14: tag "if" is not closed`. */
export function sayFinding({ place, says }: Finding): string {
  const where = sayPlace(place);
  return where ? `, ${where}: ${says}` : `: ${says}`;
}

import type { Finding, Place } from '../domain/copy-report.js';

/** `subject`, `body 3:14`; nothing for the row as a whole. */
export function sayPlace({ part, line, column }: Place): string {
  if (part === 'row') return '';
  return line === undefined ? part : `${part} ${line}:${column}`;
}

/** What follows the name of a template: `, body 3:14: tag "if" is not closed`. */
export function sayFinding({ place, says }: Finding): string {
  const where = sayPlace(place);
  return where ? `, ${where}: ${says}` : `: ${says}`;
}

/**
 * The id of the run that an event starts, and so of its workflow: whoever starts it, the same event gives the
 * same one. `occasion` tells events of one person apart where there may be several.
 */
export function runIdOf(sequence: string, contactKey: string, occasion?: string): string {
  return [sequence, contactKey, occasion].filter(Boolean).join('/');
}

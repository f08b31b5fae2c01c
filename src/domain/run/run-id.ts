/**
 * The id of the run that an event starts, and so of its workflow: whoever starts it, the same event gives the
 * same one. `occasion` tells events of one person apart where there may be several.
 */
export function runIdOf(sequence: string, contactKey: string, occasion?: string): string {
  return [sequence, contactKey, occasion].filter(Boolean).join('/');
}

/**
 * The key under which every attempt to send an email of a run is the same request. `again` counts how often an
 * operator has had it sent once more, after nobody could tell whether it was sent.
 */
export function emailKeyOf(runId: string, number: number, again = 0): string {
  return `${runId}/${number}${again > 0 ? `/again-${again}` : ''}`;
}

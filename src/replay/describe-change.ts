/** What Temporal's native part says of a difference, and what that means; the first that fits counts. */
const readings: [told: RegExp, means: (...parts: string[]) => string][] = [
  [
    /Activity type of scheduled event '([^']*)' does not match activity type of activity command '([^']*)'/,
    (was, is) => `there the history has the activity ${was}, this code ${is}`,
  ],
  [
    /fail workflow machine does not handle this event: HistoryEvent\(id: \d+, (\w+)\)/i,
    (was) =>
      `there the history has ${was}, this code fails the workflow: it may not know its type, or not take its input`,
  ],
  [
    /(\S[\w ]{0,80}?) machine does not handle this event: HistoryEvent\(id: \d+, (\w+)\)/,
    (is, was) => `there the history has ${was}, this code another command (${toWords(is)})`,
  ],
  [
    /patch marker encountered for change ([^,\s]+), but there is no corresponding change command/,
    (patch) => `the run has taken up the change ${patch}, which this code does not know`,
  ],
  [
    /No command scheduled for event HistoryEvent\(id: \d+, (\w+)\)/,
    (was) => `there the history has ${was}, this code nothing`,
  ],
  [
    /^(.*sealed with (?:the|another) key.*)$/,
    (sealed) => `its history cannot be opened here: ${sealed}`,
  ],
];

/** What a replay says of its failure, as part of a sentence; what nobody foresaw stays as it was said. */
export function describeChange(message: string): string {
  const told = innermost(message);
  for (const [pattern, means] of readings) {
    const found = pattern.exec(told);
    if (found) return means(...found.slice(1));
  }
  if (/workflow task failure/.test(message)) return `there this code throws: ${told}`;
  return told;
}

/** Temporal wraps what it has to say into what it prints of its own data. */
function innermost(message: string): string {
  const [, quoted] = /Failure \{ message: ("(?:[^"\\]|\\.)*")/.exec(message) ?? [];
  const text = quoted === undefined ? message : quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  return text.replace(/^\[TMPRL1100\] Nondeterminism error: /, '');
}

function toWords(machine = ''): string {
  return machine.toLowerCase();
}

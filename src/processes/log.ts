import { type Logger, pino } from 'pino';

/**
 * JSON lines; people appear in them by contact key only, and secrets not at all, whatever quotes them.
 * `secrets` are their values; `fields` gives what stands in each line beside that.
 */
export function createLogger(
  level: string,
  secrets: readonly string[] = [],
  write: (line: string) => void = toStdout(),
  fields?: () => object,
): Logger {
  const scrub = scrubber(secrets);
  const options = {
    level,
    base: null,
    formatters: { log: named },
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(fields && { mixin: fields }),
  };
  return pino(options, { write: (line: string) => write(scrub(line)) });
}

/** A contact's key, as the ids of all that is about them hold it. */
const contactKey = /(?:^|\/)((?:shadow-)?[0-9a-f]{32})(?:\/|$)/;

/** A line about one workflow names it, and its contact, by the same fields whoever writes it. */
function named(fields: Record<string, unknown>): Record<string, unknown> {
  const id = fields['run'] ?? fields['workflowId'];
  if (typeof id !== 'string') return fields;
  const [, contact] = contactKey.exec(id) ?? [];
  return { ...fields, run: id, ...(contact && { contact }) };
}

function toStdout(): (line: string) => void {
  const stdout = pino.destination({ dest: 1, sync: true });
  return (line) => {
    stdout.write(line);
  };
}

/** What takes every secret out of a text, as it is, as JSON writes it, and as addresses do. */
export function scrubber(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);
  // The longest first: a secret may begin another.
  const byLength = [...new Set(forms)].toSorted((one, other) => other.length - one.length);
  if (byLength.length === 0) return (text) => text;
  const any = new RegExp(byLength.map(literally).join('|'), 'g');
  return (text) => text.replaceAll(any, '[secret]');
}

function literally(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`);
}

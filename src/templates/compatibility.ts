import { doIUseEmail } from '@jsx-email/doiuse-email';
import { finding } from '../campaign/copy-rules.js';
import type { Finding } from '../domain/copy-report.js';
import { clippedAtBytes } from '../domain/mail/mail.js';
import { placeOf } from '../domain/mail/place-of.js';

/** The large mail programs, as caniemail.com calls their families. */
const programs: Record<string, string> = {
  gmail: 'Gmail',
  outlook: 'Outlook',
  'apple-mail': 'Apple Mail',
  yahoo: 'Yahoo',
};

const options = { emailClients: Object.keys(programs).map((family) => `${family}.*`) };

/**
 * What large mail programs do not show of a body, by the tests of caniemail.com that the library brings along;
 * one hint for each feature. Looking takes some 3 ms per KB, so that nobody looks at what is cut off anyway.
 */
export function lintCompatibility(html: string): Finding[] {
  if (Buffer.byteLength(html) > clippedAtBytes) return [];
  const lacking = new Map<string, Set<string>>();
  for (const error of errorsIn(html)) {
    const [, feature, client = ''] = /^`(.+)` is not supported by `(.+)`$/.exec(error) ?? [];
    const program = programs[client.split('.')[0] ?? ''];
    if (feature === undefined || program === undefined) continue;
    lacking.set(feature, (lacking.get(feature) ?? new Set()).add(program));
  }
  return [...lacking].map(([feature, lackedBy]) => {
    const says = `${feature.replace(/ element$/, '')} is not shown by every ${[...lackedBy].join(', ')}`;
    const [property = ''] = feature.split(':');
    const place = placeOf(html, feature.startsWith('<') ? feature : `"${property}"`);
    return finding('compatibility', says, { part: 'body', ...place });
  });
}

/** Styles that it cannot read it refuses; whether they can be sent is for other rules to say. */
function errorsIn(html: string): string[] {
  try {
    const result = doIUseEmail(html, options);
    return result.success ? [] : result.errors;
  } catch {
    return [];
  }
}

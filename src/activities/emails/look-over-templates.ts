import { sequences } from '../../campaign/sequences/index.js';
import { BlockedTemplate, VendorFault } from '../../domain/errors.js';
import { aboutTemplate } from '../../domain/incident.js';
import { isOwnFault } from '../../vendors/notion/faults.js';
import type { ActivityDeps } from '../deps.js';

/** Those that we send, and not the website. */
const ours = sequences.flatMap(({ sequence }) =>
  sequence.emails.filter(({ sentBy }) => sentBy !== 'website').map(({ template }) => template),
);

/**
 * Looks at the copy that has changed since the last look. What cannot be sent is an incident, before the
 * first email needs it; that looks again by itself until it is mended.
 * @returns the names of the templates that were looked at and cannot be sent.
 * @throws {VendorFault} when Notion cannot be asked.
 */
export function lookOverTemplates({
  templates,
  faults,
}: Pick<ActivityDeps, 'templates' | 'faults'>) {
  const seen = new Map<string, string>();
  return async (): Promise<string[]> => {
    const blocked: string[] = [];
    for (const { name, mark, judge } of await templates.lookAt(ours)) {
      if (seen.get(name) === mark) continue;
      // Whoever looks again looks at what is there by then.
      let look = judge;
      const work = () => asFault(name, () => look());
      try {
        await faults.template.guard(name, work);
      } catch (error) {
        if (!(error instanceof VendorFault) || error.about !== aboutTemplate(name)) throw error;
        blocked.push(name);
      } finally {
        look = () => templates.judge(name);
      }
      seen.set(name, mark);
    }
    return blocked;
  };
}

/**
 * A template that is at fault is so for all who wait.
 * @throws {VendorFault} about the template.
 */
export async function asFault<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BlockedTemplate) && !isOwnFault(error)) throw error;
    const { message } = error;
    const reason = error instanceof VendorFault ? `template "${name}": ${message}` : message;
    throw new VendorFault(reason, { kind: 'permanent', about: aboutTemplate(name) });
  }
}

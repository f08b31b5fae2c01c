import type { CampaignSettings } from '../campaign/copy/settings.js';
import { useOf } from '../campaign/copy-variables.js';
import { sequenceOf } from '../campaign/sequences/index.js';
import { copyNames, copyVariables, generalVariables } from '../campaign/variables.js';
import type { Segment } from '../domain/event/segment.js';
import type { SequenceKind } from '../domain/plan/sequence.js';

/** Whom a template is rendered for where nobody is due. */
export interface Reader {
  email: string;
  firstName?: string | undefined;
  businessName?: string | undefined;
  segment?: Segment | undefined;
}

/** The person whom the campaign's examples are about. */
export const someone: Reader = {
  email: 'sarah@example.com',
  firstName: 'Sarah',
  businessName: 'Salon Sarah',
};

/** What values are made of, beside the event and its person. */
export interface CopySettings {
  settings: CampaignSettings;
  sender: { name: string; address: string };
}

/** What one email of a template would say: the event is the campaign's example. */
export function exampleVariables(
  template: string,
  { reader, unsubscribeUrl, now }: { reader: Reader; unsubscribeUrl: string; now: Date },
  { settings, sender }: CopySettings,
): Record<string, string | number> {
  const used = useOf(template);
  const read = used?.event.read({ email: reader.email, ...used.event.example }, now);
  const event = read && !('ignored' in read) ? read : undefined;
  return copyVariables({
    ...reader,
    firstName: reader.firstName,
    businessName: reader.businessName,
    segment: reader.segment ?? event?.segment ?? undefined,
    event: event?.data ?? {},
    settings,
    sender,
    unsubscribeUrl,
    because: sequenceOf(used?.event.name ?? '')?.because ?? 'you gave us your address',
    now,
  });
}

/** Of whom a template's emails are: of no sequence, they are held to most. */
export function kindOf(template: string): SequenceKind {
  return useOf(template)?.event.sequence.kind ?? 'marketing';
}

/** Variables that have no value for anybody now, as the setting that they come from has none. */
export function unsetVariables(copy: CopySettings, now: Date): Set<string> {
  const values = exampleVariables('', { reader: someone, unsubscribeUrl: 'x', now }, copy);
  return new Set(generalVariables.filter((name) => values[name] === undefined));
}

/** The same with a value for all that have none, as far as a name tells what it holds. */
export function withSamples(values: Record<string, string | number>) {
  const missing = copyNames.filter((name) => values[name] === undefined);
  return {
    ...values,
    ...Object.fromEntries(
      missing.map((name) => [name, /_(?:url|link)$/.test(name) ? 'https://example.org/' : '12']),
    ),
  };
}

import type { EventData } from '../../domain/event/event.js';
import type { Segment } from '../../domain/event/segment.js';
import type { CampaignSettings } from './settings.js';
import { genericTips, tips } from './tips.js';

/** What the copy of one email can draw on. */
export interface CopySource {
  email: string;
  firstName: string | undefined;
  businessName: string | undefined;
  segment: Segment | undefined;
  event: EventData;
  settings: CampaignSettings;
  sender: { name: string; address: string };
  unsubscribeUrl: string;
  now: Date;
}

type Value = string | number | undefined;

const zones: Record<Segment, string> = {
  CRITICAL: 'Crisis Zone',
  URGENT: 'Warning Zone',
  OPTIMIZE: 'Growth Zone',
};

const fromEvent =
  (name: string) =>
  ({ event }: CopySource): Value => {
    const value = event[name];
    if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : undefined;
    return typeof value === 'boolean' ? undefined : value;
  };

const count = (name: string) => (source: CopySource) => fromEvent(name)(source) ?? 0;

const tip =
  (place: keyof typeof genericTips, weakest?: string) =>
  ({ event }: CopySource): string =>
    (weakest && tips[String(event[weakest]).trim().toUpperCase()]) || genericTips[place];

const deadline = ({ settings, now }: CopySource) =>
  settings.deadlineAt && Date.parse(settings.deadlineAt) > now.getTime()
    ? new Date(settings.deadlineAt)
    : undefined;

/** The dictionary: every variable that copy may use, and where its value comes from. */
const variables: Record<string, (source: CopySource) => Value> = {
  email: ({ email }) => email,
  first_name: ({ firstName }) => firstName?.trim() || 'there',
  business_name: ({ businessName }) => businessName?.trim() || 'your business',
  segment: ({ segment }) => segment ?? 'OPTIMIZE',
  readiness_zone: ({ segment }) => zones[segment ?? 'OPTIMIZE'],
  overall_score: fromEvent('assessment_score'),
  assessment_score: fromEvent('assessment_score'),
  red_systems: count('red_systems'),
  orange_systems: count('orange_systems'),
  yellow_systems: count('yellow_systems'),
  green_systems: count('green_systems'),
  weakest_system: fromEvent('weakest_system_1'),
  weakest_system_1: fromEvent('weakest_system_1'),
  WeakestSystem1: fromEvent('weakest_system_1'),
  weakest_system_2: fromEvent('weakest_system_2'),
  WeakestSystem2: fromEvent('weakest_system_2'),
  strongest_system: fromEvent('strongest_system'),
  StrongestSystem: fromEvent('strongest_system'),
  revenue_leak_total: (source) => rounded(fromEvent('revenue_leak_total')(source), 1),
  TotalRevenueLeak_K: (source) => rounded(fromEvent('revenue_leak_total')(source), 1_000),
  personalized_tip_1: tip('first', 'weakest_system_1'),
  personalized_tip_2: tip('second', 'weakest_system_2'),
  personalized_tip_3: tip('third'),
  deadline_date: (source) =>
    deadline(source)?.toLocaleDateString('en-US', {
      dateStyle: 'long',
      timeZone: source.settings.zone,
    }),
  days_to_deadline: (source) => {
    const at = deadline(source);
    return at && Math.floor((at.getTime() - source.now.getTime()) / 86_400_000);
  },
  booking_link: ({ settings }) => settings.bookingLink,
  calendly_link: ({ settings }) => settings.bookingLink,
  pdf_download_link: ({ settings }) => settings.pdfDownloadLink,
  spots_remaining: ({ settings }) => settings.spotsRemaining,
  bookings_count: ({ settings }) => settings.bookingsCount,
  call_date: fromEvent('call_date'),
  call_outcome: fromEvent('call_outcome'),
  objections: fromEvent('objections'),
  scheduled_time: fromEvent('scheduled_time'),
  event_type: fromEvent('event_type'),
  reschedule_url: fromEvent('reschedule_url'),
  payment_amount: fromEvent('payment_amount'),
  package_type: fromEvent('package_type'),
  salon_address: fromEvent('salon_address'),
  observation_dates: fromEvent('observation_dates'),
  start_date: fromEvent('start_date'),
  portal_url: fromEvent('portal_url'),
  diagnostic_call_date: fromEvent('diagnostic_call_date'),
  unsubscribe_url: ({ unsubscribeUrl }) => unsubscribeUrl,
  sender_name: ({ sender }) => sender.name,
  sender_address: ({ sender }) => sender.address,
};

/** The values for one email. Absent ones are left out, so that using them blocks the email. */
export function copyVariables(source: CopySource): Record<string, string | number> {
  const values = Object.entries(variables).flatMap(([name, read]) => {
    const value = read(source);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

/** A whole number of units, half up. */
function rounded(amount: Value, unit: number): number | undefined {
  return typeof amount === 'number' ? Math.floor(amount / unit + 0.5) : undefined;
}

import { events } from '../../../src/campaign/events.js';
import {
  type CopySource,
  copyVariables,
  generalVariables,
} from '../../../src/campaign/variables.js';
import { code, table } from './markdown.js';

/** What copy says of somebody who told all that the examples hold, and of somebody who told nothing. */
export function variablesTable(): string {
  const of = (event: object, told: Partial<CopySource> = {}) =>
    copyVariables({ ...sample, ...told, event: event as CopySource['event'] });
  const bare = of({}, untold);
  const told = events.map(({ example }) => of(example));
  const row = (name: string, event: string) => {
    const value = told.map((values) => values[name]).find((one) => one !== bare[name]);
    const isAlways = value === undefined && bare[name] !== undefined;
    const otherwise = isAlways ? '' : (bare[name] ?? 'the email waits');
    return [code(name), event, shorten(value ?? bare[name]), shorten(otherwise)];
  };
  const rows = [
    ...generalVariables.map((name) => row(name, 'any')),
    ...events.flatMap(({ name: event, copy, variables }) =>
      [...copy, ...Object.keys(variables)]
        .filter((name) => !generalVariables.includes(name))
        .map((name) => row(name, event)),
    ),
  ];
  return table(['variable', 'event', 'for example', 'when there is none'], rows);
}

const sample: CopySource = {
  email: 'sarah@example.com',
  firstName: 'Sarah',
  businessName: 'Salon Sarah',
  segment: 'CRITICAL',
  event: {},
  settings: {
    zone: 'UTC',
    bookingLink: 'https://example.org/book',
    pdfDownloadLink: 'https://example.org/guide.pdf',
    spotsRemaining: 4,
    bookingsCount: 12,
    deadlineAt: '2025-12-05T18:00:00Z',
  },
  sender: { name: 'Ava Green', address: '1 Example Street, Example Town' },
  unsubscribeUrl: 'https://example.org/unsubscribe/…',
  because: 'you took our assessment',
  now: new Date('2025-12-01T10:00:00Z'),
};

const untold: Partial<CopySource> = {
  firstName: undefined,
  businessName: undefined,
  segment: undefined,
  settings: { zone: 'UTC' },
};

function shorten(value: string | number = ''): string {
  const text = String(value);
  return text.length > 40 ? `${text.slice(0, 39).trimEnd()}…` : text;
}

import assert from 'node:assert/strict';
import { knownSequences, standingOf } from '../../../src/campaign/older-runs.js';
import { contactKey } from '../../../src/domain/contact.js';
import type { Judged } from '../../../src/domain/import/judge.js';
import { judgeAll } from '../../../src/domain/import/judge-all.js';
import { type Cell, toOldRow } from '../../../src/domain/import/old-row.js';

export const now = new Date('2025-12-03T12:00:00.000Z');
export const secret = 'a secret of thirty-two characters';
export const email = 'Sarah@salon.example';
export const key = contactKey(secret, email);

export type Row = Record<string, Cell | null>;

const rowsOf = (rows: Row[]) =>
  rows.map((row, index) => toOldRow(`line ${index + 2}`, Object.entries(row)));

export const judge = (rows: Row[], contact: Row = {}): Judged[] => {
  const [known] = rowsOf([contact]);
  return judgeAll(rowsOf(rows), knownSequences, {
    now,
    isTesting: false,
    contactKeySecret: secret,
    contactsOf: () => (known ? [known] : []),
    standingOf,
  });
};

export const one = (rows: Row | Row[], contact?: Row): Judged => {
  const judged = judge([rows].flat(), contact);
  assert.equal(judged.length, 1);
  return judged[0] ?? assert.fail('nobody');
};

/** What comes of each email: when it goes, or its state. */
export const planOf = ({ emails }: Judged) =>
  emails.map(({ number, state, dueAt }) => `${number} ${state === 'scheduled' ? dueAt : state}`);

export const wide = (more: Row = {}): Row => ({
  Email: email,
  'Sequence Type': '5day',
  'Email 1 Sent': '2025-12-01T10:30:00.000Z',
  'Email 2 Sent': '2025-12-02T10:31:00.000Z',
  ...more,
});

export const long = (number: number, more: Row = {}): Row => ({
  Email: email,
  'Sequence Type': '5day',
  'Email Number': number,
  Status: 'sent',
  'Sent By': 'kestra',
  ...more,
});

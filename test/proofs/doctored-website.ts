import type { Evidence } from '../../proofs/judge/evidence.js';
import { ann, callOf, cleo, type Doctored, fateOf, rowOf } from './doctor.js';
import { startMs } from './told.js';

/** What the website said of its own email, and what was made of that. */
export const doctoredWebsite: readonly Doctored[] = [
  [
    'I6',
    'bounced by the word of the website, and told as sent',
    (e) => {
      callOf(e, ann).body['email_1_status'] = 'bounced';
      hearOfWebsite(e);
    },
  ],
  [
    'I6',
    'sent by the word of the website, and told as failed',
    (e) => {
      becameOfFirst(e, 'failed', 'bounced');
      hearOfWebsite(e);
    },
  ],
  [
    'I6',
    'another reason than the website gave',
    (e) => {
      callOf(e, ann).body['email_1_status'] = 'deferred';
      becameOfFirst(e, 'unknown', 'no answer');
      hearOfWebsite(e);
    },
  ],
  [
    'I6',
    'failed by the word of the website, of which nobody was told',
    (e) => {
      callOf(e, ann).body['email_1_status'] = 'failed';
      becameOfFirst(e, 'failed', 'failed');
    },
  ],
];

/** What the website said, and what was told so. */
export const harmlessWebsite: readonly [what: string, doctor: (evidence: Evidence) => void][] = [
  [
    'bounced by the word of the website',
    (e) => {
      callOf(e, ann).body['email_1_status'] = ' Bounced ';
      becameOfFirst(e, 'failed', 'Bounced');
      hearOfWebsite(e);
    },
  ],
  [
    'a word of the website that nobody knows',
    (e) => {
      callOf(e, ann).body['email_1_status'] = 'deferred';
      becameOfFirst(e, 'unknown', 'deferred');
      hearOfWebsite(e);
    },
  ],
  [
    'delivered by the word of the website, and one that a form tool has left unfilled',
    (e) => {
      callOf(e, ann).body['email_1_status'] = 'Delivered';
      callOf(e, cleo).body['email_1_status'] = '{{status}}';
    },
  ],
];

/** What became of what the website sent to Ann. */
function becameOfFirst(e: Evidence, outcome: string, reason: string): void {
  Object.assign(fateOf(e, ann, 1), { outcome, reason });
  Object.assign(rowOf(e, `${ann}/1`), { status: outcome, reason });
}

function hearOfWebsite(e: Evidence): void {
  const text = `The website did not send email #1: email 1 (5-Day E1)\nLook.\n${ann} http://ui`;
  e.alerts.push({ atMs: startMs + 1_000, text });
}

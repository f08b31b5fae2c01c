/** What a person should hear of at once. Alerts name run, email and template, never a person. */

export interface Alert {
  kind: AlertKind;
  number?: number;
  template?: string;
  reason?: string;
  /** Where Temporal Web UI shows it, within its namespace; default: the workflow that raises it. */
  page?: string;
}

export type AlertKind = keyof typeof alertTexts;

/** What each kind says, and what to do about it. */
export const alertTexts = {
  hot_lead: ['Hot lead', 'Their assessment is CRITICAL: call them.'],
  blocked: ['An email waits', 'Mend what is named; it goes by itself then, within its grace.'],
  failed: ['An email failed', 'It will not be sent; the run goes on with the next.'],
  too_late: [
    'An email waited here until it was too late',
    'It will not be sent; the run goes on with the next. Its page says what was in the way.',
  ],
  unknown: [
    'An email may or may not have been sent',
    'Look it up in Resend, then resolve it as sent or send it again.',
  ],
  website_email: ['The website did not send email #1', 'Look at the website; our emails still go.'],
  many_runs: [
    'One contact has many new runs within a day',
    'Their emails go as planned. Look at who posts their events; stop the person if it is misuse.',
  ],
  contract_open: ['Onboarding began with an open contract', 'Ask for the signature.'],
  complained: ['Someone marked our mail as spam', 'They get no more of it. Look at what they got.'],
  client_stopped: [
    "A client's onboarding mail has stopped",
    'Their address bounces or complained: call them.',
  ],
  contact_doubled: [
    'A contact has several rows in Notion',
    'Make them one. Until then the oldest is used, and the worst Email Status of all counts.',
  ],
  delivery_failed: ['A sent email could not be delivered', 'Look at the reason in Resend.'],
  incident: [
    'Emails wait',
    'They go by themselves within a minute of the mend, within their grace.',
  ],
  incident_over: ['It is mended', 'What waited goes on.'],
  unwell: ['Something is wrong', 'The link shows where.'],
  well_again: ['That is over', 'Nothing is left to do.'],
  records_differ: [
    'Temporal, the tracker and Resend disagree',
    '"evergreen reconcile" lists how, and what to do; with --fix it repairs the tracker.',
  ],
  not_recorded: [
    'Notion does not show all of a run',
    'Mend what is named; it is tried again until an hour after the run has ended.',
  ],
} as const satisfies Record<string, readonly [title: string, advice: string]>;

import type { Promises } from './promises.js';

const told = {
  payment_amount: 4_997,
  payment_date: '2025-12-01',
  docusign_completed: true,
  salon_address: '2 Road\nTown',
  observation_dates: ['2025-12-12', '2025-12-15'],
  start_date: 'May 5',
  package_type: 'Phase 1',
  portal_url: 'https://p.example',
  diagnostic_call_date: 'April 2',
};

export const promises: Promises = {
  kind: 'transactional',
  // biome-ignore format: a calendar
  calendar: [
    { template: 'onboarding_phase1_email_1', after: '1 h',  testing: '1 min' },
    { template: 'onboarding_phase1_email_2', after: '24 h', testing: '2 min' },
    { template: 'onboarding_phase1_email_3', after: '72 h', testing: '3 min' },
  ],
  notion: { type: 'onboarding', status: 'Onboarding' },
  because: 'you became a client',
  ends: 'marketing',
  endsAs: 'paid',
  least: { payment_status: 'paid' },
  full: { payment_confirmed: true, ...told },
  carried: told,
  ignored: [
    [{ payment_confirmed: false, payment_status: undefined }, 'payment_not_confirmed'],
    [{ payment_status: 'pending' }, 'payment_not_confirmed'],
    [{ payment_confirmed: true, payment_status: 'pending' }, 'payment_not_confirmed'],
    [{ payment_confirmed: false, payment_status: 'paid' }, 'payment_not_confirmed'],
    [{ payment_status: 'paid in full' }, 'payment_not_confirmed'],
    [{ payment_status: 'unpaid' }, 'payment_not_confirmed'],
  ],
  faulty: [
    ['no payment', { payment_status: '' }, ['payment_confirmed']],
    ['a payment in words', { payment_confirmed: 'true' }, ['payment_confirmed']],
    ['a payment by number', { payment_confirmed: 1 }, ['payment_confirmed']],
    ['a payment in doubt', { payment_confirmed: 'yes' }, ['payment_confirmed']],
    [
      'what is faulty even where nothing is paid',
      { payment_confirmed: false, docusign_completed: 'no', payment_amount: -1 },
      ['payment_amount', 'docusign_completed'],
    ],
  ],
};

import type { Promises } from './promises.js';

export const promises: Promises = {
  kind: 'marketing',
  // biome-ignore format: a calendar
  calendar: [
    { template: '5-Day E1', by: 'the website' },
    { template: '5-Day E2', after: '24 h',  testing: '1 min' },
    { template: '5-Day E3', after: '72 h',  testing: '2 min' },
    { template: '5-Day E4', after: '96 h',  testing: '3 min' },
    { template: '5-Day E5', after: '120 h', testing: '4 min' },
  ],
  notion: { type: '5day', status: 'Nurture Sequence' },
  because: 'you took our assessment',
  least: {},
  full: {
    red_systems: 2,
    orange_systems: 1,
    yellow_systems: 2,
    green_systems: 3,
    assessment_score: 38,
    weakest_system_1: 'GPS',
    weakest_system_2: 'CREW',
    strongest_system: 'CABIN',
    revenue_leak_total: 14_700,
  },
  ignored: [],
  faulty: [
    ['a count in words', { red_systems: 'two' }, ['red_systems']],
    ['a count as decimal text', { red_systems: '2.0' }, ['red_systems']],
    ['a negative count', { orange_systems: -1 }, ['orange_systems']],
    ['a count over eight', { yellow_systems: 9 }, ['yellow_systems']],
    ['a boolean count', { green_systems: true }, ['green_systems']],
    ['a broken count', { red_systems: 1.5 }, ['red_systems']],
    ['a score over 100', { assessment_score: 101 }, ['assessment_score']],
    ['a negative leak', { revenue_leak_total: -1 }, ['revenue_leak_total']],
    ['no time', { email_1_sent_at: 'yesterday' }, ['email_1_sent_at']],
    [
      'several faults at once',
      { email: 'x', red_systems: 9, email_1_sent_at: 'now' },
      ['email', 'red_systems', 'email_1_sent_at'],
    ],
  ],
};

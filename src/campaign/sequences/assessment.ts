import { amount, text, wholeNumber } from '../../domain/event/fields.js';
import { segmentOf } from '../../domain/event/segment.js';
import { tip } from '../copy/tips.js';
import { count, field, rounded } from '../copy/values.js';
import { defineSequence } from '../define/define-sequence.js';

const systems = wholeNumber(0, 8).default(0);

/** The five days after an assessment. The website has sent #1 before we hear of it; we send the rest. */
export const assessment = defineSequence({
  name: 'assessment',
  kind: 'marketing',
  because: 'you took our assessment',
  notion: { type: '5day', status: 'Nurture Sequence' },
  event: {
    what: 'Someone finished the assessment, and the website has sent them email #1.',
    fields: {
      red_systems: systems,
      orange_systems: systems,
      yellow_systems: systems,
      green_systems: systems,
      assessment_score: wholeNumber(0, 100),
      weakest_system_1: text,
      weakest_system_2: text,
      strongest_system: text,
      revenue_leak_total: amount,
    },
    segment: ({ red_systems: red, orange_systems: orange }) => segmentOf({ red, orange }),
    copy: ['assessment_score', 'weakest_system_1', 'weakest_system_2', 'strongest_system'],
    variables: {
      red_systems: count('red_systems'),
      orange_systems: count('orange_systems'),
      yellow_systems: count('yellow_systems'),
      green_systems: count('green_systems'),
      overall_score: field('assessment_score'),
      weakest_system: field('weakest_system_1'),
      WeakestSystem1: field('weakest_system_1'),
      WeakestSystem2: field('weakest_system_2'),
      StrongestSystem: field('strongest_system'),
      revenue_leak_total: rounded('revenue_leak_total', 1),
      TotalRevenueLeak_K: rounded('revenue_leak_total', 1_000),
      personalized_tip_1: tip('first', 'weakest_system_1'),
      personalized_tip_2: tip('second', 'weakest_system_2'),
      personalized_tip_3: tip('third'),
    },
    example: {
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
  },
  sandbox: { button: 'finishes the assessment' },
  // biome-ignore format: a sequence reads as a table
  emails: [
    { number: 1, template: '5-Day E1', sentBy: 'website'                       },
    { number: 2, template: '5-Day E2', after: '24 hours',  testing: '1 minute'  },
    { number: 3, template: '5-Day E3', after: '72 hours',  testing: '2 minutes' },
    { number: 4, template: '5-Day E4', after: '96 hours',  testing: '3 minutes' },
    { number: 5, template: '5-Day E5', after: '120 hours', testing: '4 minutes' },
  ],
});

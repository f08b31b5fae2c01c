import assert from 'node:assert/strict';
import { checkTemplates, sequences } from '../../../src/campaign/sequences/index.js';
import { readTemplates } from '../../../src/campaign/copy/templates.js';
import { InvalidCampaign } from '../../../src/domain/errors.js';
import { defineSequence, type SequenceDefinition } from '../../../src/domain/plan/sequence.js';

const good: SequenceDefinition = {
  name: 'welcome',
  trackerName: 'welcome',
  kind: 'marketing',
  base: 'acceptance',
  campaignStatus: 'Onboarding',
  emails: [
    { number: 1, template: 'A', after: '1 hour', testing: '1 minute' },
    { number: 2, template: 'B', after: '2 hours', testing: '2 minutes' },
  ],
};
const [first, second] = good.emails as [
  SequenceDefinition['emails'][0],
  SequenceDefinition['emails'][0],
];

describe('defineSequence', () => {
  it('gives delays in milliseconds, with the usual pace', () => {
    const sequence = defineSequence(good);
    assert.deepEqual(
      sequence.emails.map(({ afterMs, testingAfterMs }) => [afterMs, testingAfterMs]),
      [
        [3_600_000, 60_000],
        [7_200_000, 120_000],
      ],
    );
    assert.deepEqual(sequence.pace, { graceMs: 86_400_000, gapMs: 43_200_000 });
    assert.deepEqual(sequence.testingPace, { graceMs: 600_000, gapMs: 10_000 });
    assert.equal(sequence.reenrolAfterMs, 30 * 86_400_000);
  });

  const faults: [string, Partial<SequenceDefinition>, RegExp][] = [
    [
      'a hole in the numbers',
      { emails: [first, { ...second, number: 3 }] },
      /email 3 stands at place 2/,
    ],
    ['numbers out of order', { emails: [second, first] }, /email 2 stands at place 1/],
    [
      'times that do not increase',
      { emails: [first, { number: 2, template: 'B', after: '1 hour', testing: '2 minutes' }] },
      /email 2 is due no later than email 1 \(afterMs\)/,
    ],
    [
      'testing times that do not increase',
      { emails: [first, { number: 2, template: 'B', after: '2 hours', testing: '1 minute' }] },
      /email 2 is due no later than email 1 \(testingAfterMs\)/,
    ],
    [
      'a website email that is not the first',
      { emails: [first, { number: 2, template: 'B', sentBy: 'website' }] },
      /email 2 is the website's/,
    ],
    [
      'nothing to send',
      { emails: [{ number: 1, template: 'A', sentBy: 'website' }] },
      /no email is sent by us/,
    ],
    [
      'a base that nobody gives',
      { base: 'email_1_sent_at' },
      /needs a first email sent by the website/,
    ],
    ['a name that is not fit for ids', { name: 'Wel/come' }, /lower-case words/],
    [
      'a duration that is none',
      { reenrolAfter: '30 fortnights' as '30 days' },
      /"30 fortnights" is no duration/,
    ],
  ];
  for (const [what, change, message] of faults) {
    it(`refuses ${what}`, () => {
      const define = () => defineSequence({ ...good, ...change });
      assert.throws(
        define,
        (error) => error instanceof InvalidCampaign && message.test(error.message),
      );
    });
  }
});

describe('the register of sequences', () => {
  it('refuses a template that nobody has named', () => {
    assert.throws(
      () => checkTemplates([defineSequence(good)], ['A']),
      /asks for the template "B"; known are A/,
    );
  });

  it('ships copy for every email', async () => {
    const shipped = new Set((await readTemplates()).map(({ name }) => name));
    for (const { emails } of Object.values(sequences)) {
      for (const { template } of emails) assert.ok(shipped.has(template), `${template} is shipped`);
    }
  });
});

import assert from 'node:assert/strict';
import type { EventFields } from '../../../src/campaign/define/define-event.js';
import {
  defineSequence,
  type SequenceDefinition,
} from '../../../src/campaign/define/define-sequence.js';
import { register } from '../../../src/campaign/define/register.js';
import { InvalidCampaign } from '../../../src/domain/errors.js';
import { text } from '../../../src/domain/event/fields.js';

type Definition = SequenceDefinition<string, EventFields>;

const good: Definition = {
  name: 'welcome',
  kind: 'marketing',
  because: 'you came in',
  notion: { type: 'welcome', status: 'Welcomed' },
  event: { what: 'Someone came in.', fields: { door: text }, example: { door: 'front' } },
  sandbox: { button: 'comes in' },
  emails: [
    { number: 1, template: 'A', after: '1 hour', testing: '1 minute' },
    { number: 2, template: 'B', after: '2 hours', testing: '2 minutes' },
  ],
};
const [first, second] = good.emails as [Definition['emails'][0], Definition['emails'][0]];

describe('defineSequence', () => {
  it('gives delays in milliseconds, with the usual pace', () => {
    const { sequence } = defineSequence(good);
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

  const faults: [string, Partial<Definition>, RegExp][] = [
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

describe('the register', () => {
  const emails = (template: string): Definition['emails'] => [
    { number: 1, template, after: '1 hour', testing: '1 minute' },
  ];
  const other: Definition = {
    ...good,
    name: 'fare-well',
    notion: { type: 'farewell', status: 'Gone' },
    emails: emails('C'),
  };
  const registered = (...definitions: Definition[]) =>
    register(...definitions.map((one) => defineSequence(one)));

  it("makes the names that follow from a sequence's own", () => {
    const [, farewell] = registered(good, other);
    assert.equal(farewell?.workflowType, 'fareWell');
    assert.equal(farewell?.stop, 'fare-well');
  });

  it('unites what one sequence ends with what the others are ended by', () => {
    const [welcome, farewell] = registered(
      { ...good, endedBy: ['fare-well', 'booked'] },
      { ...other, ends: ['fare-well'] },
    );
    assert.deepEqual(farewell?.endsAll, ['welcome', 'fare-well']);
    assert.equal(farewell?.sequence.stop, 'fare-well');
    assert.deepEqual(welcome?.endsAll, []);
    assert.equal(welcome?.sequence.stop, undefined, 'nothing to stop');
  });

  const shared: [what: string, change: Partial<Definition>, message: RegExp][] = [
    ['a name', { name: 'welcome' }, /the name "welcome" is taken by sequence "welcome"/],
    ['a name of the program', { name: 'signup' }, /the name "signup" is taken by the program/],
    ['a webhook key', { name: 'wel-come' }, /the webhook key "WEBHOOK_KEY_WELCOME" is taken/],
    ['a template', { emails: emails('A') }, /the template "A" is taken by sequence "welcome"/],
    [
      "Notion's sequence type",
      { notion: { type: 'welcome', status: 'Gone' } },
      /sequence type "welcome" is taken/,
    ],
    [
      'a campaign status',
      { notion: { type: 'farewell', status: 'Welcomed' } },
      /campaign status "Welcomed" is taken/,
    ],
    [
      'a campaign status of the program',
      { notion: { type: 'farewell', status: 'Booked' } },
      /campaign status "Booked" is taken by the program/,
    ],
    [
      'a booking status of the program',
      { notion: { type: 'farewell', status: 'Gone', booking: 'Booked' } },
      /booking status "Booked" is taken/,
    ],
    ['a row of the table of stops', { endsAs: 'bounced' }, /table of stops "bounced" is taken/],
    [
      'a status that Notion would refuse',
      { notion: { type: 'farewell', status: 'Gone, but not forgotten' } },
      /no option of a Notion select/,
    ],
    [
      'an end of nobody',
      { ends: ['wellcome'] },
      /it ends "wellcome"; known are welcome, fare-well/,
    ],
    ['an end by nobody', { endedBy: ['book'] }, /is ended by "book"; known are welcome, .*booked/],
  ];
  for (const [what, change, message] of shared) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => registered(good, { ...other, ...change }),
        (error) => error instanceof InvalidCampaign && message.test(error.message),
      );
    });
  }
});

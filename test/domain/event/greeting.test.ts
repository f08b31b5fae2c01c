import assert from 'node:assert/strict';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { signup } from '../../../src/campaign/signup.js';
import { copyVariables } from '../../../src/campaign/variables.js';
import { faultOfName, greetable } from '../../../src/domain/event/greeting.js';
import { isTemplateTag } from '../../../src/domain/event/template-tag.js';
import { accepted } from '../../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');

const names = [
  'Sarah',
  "Mary-Jane O'Neil",
  'J. R. Smith',
  'St. John',
  'Dr. Müller',
  'A.J.',
  'Ph.D.',
  'Salon No.5',
  'Sarah & Co.',
  '李小龍',
  'محمد',
  'ישראל',
  'Zoe\u0308',
  'Sarah\u200b',
  '👩‍🎨',
  '3',
  '<b>Bold</b>',
  '50% off',
];

const links = [
  'https://evil.example/win',
  'Win at HTTP://evil',
  'www.evil',
  'evil.com',
  'Evil.Com',
  'see evil.example today',
  'ann@evil.example',
  'ｅｖｉｌ．ｃｏｍ',
  'evil\u200b.com',
  'evil\u00ad.com',
  'mailto:ann',
  'javascript:alert(1)',
];

const faulty: [name: string, fault: RegExp][] = [
  ...links.map((name): [string, RegExp] => [name, /holds a link/]),
  ['Sarah\u202eliam', /turn a line around/],
  ['\u2066Sarah\u2069', /turn a line around/],
  ['\u200fSarah', /turn a line around/],
  ['Sarah\u0007', /turn a line around/],
  ['\u200b', /nothing that can be seen/],
  ['\u2800\u3164', /nothing that can be seen/],
  ['\u200d\ufe0f\u0301', /nothing that can be seen/],
  ['{{ first_name }} Miller', /braces/],
  ['Dear {first_name}', /braces/],
  ['{% if x %}', /braces/],
  ['x'.repeat(60_000), /too long/],
];

describe('a name that greets', () => {
  for (const name of names) {
    it(`may be ${JSON.stringify(name)}`, () => {
      assert.equal(faultOfName(name), undefined);
      assert.equal(greetable(` ${name} `), name);
    });
  }

  for (const [name, fault] of faulty) {
    it(`is none: ${JSON.stringify(name.slice(0, 40))}`, () => {
      assert.match(faultOfName(name) ?? '', fault);
      assert.equal(greetable(name), undefined);
    });
  }

  it('counts as missing where it is posted, with a warning that quotes nothing', () => {
    for (const [name] of faulty
      .filter(([{ length }]) => length <= 200)
      .filter(([text]) => !text.includes('\u0007'))) {
      for (const event of [signup.event, assessment.event]) {
        const body = { email: 'a@b.org', first_name: name, last_name: name, business_name: name };
        const { contact, warnings } = accepted(event, body, now);
        assert.deepEqual(contact, { email: 'a@b.org' });
        for (const field of ['first_name', 'last_name', 'business_name']) {
          const told = warnings.filter((warning) => warning.startsWith(`${field} `));
          assert.equal(told.length, 1, field);
          assert.match(told[0] ?? '', /counts as missing/);
          assert.ok(!told[0]?.includes(name));
        }
      }
    }
  });

  it('is the next best one where the first cannot greet', () => {
    const body = { email: 'a@b.org', first_name: 'evil.com', name: 'Sarah' };
    assert.equal(accepted(signup.event, body, now).contact.firstName, 'Sarah');
    const both = { email: 'a@b.org', first_name: 'Ann', name: 'evil.com' };
    const { contact, warnings } = accepted(signup.event, both, now);
    assert.equal(contact.firstName, 'Ann');
    assert.equal(warnings.length, 1);
  });

  it('is not taken from Notion either', () => {
    const said = (firstName: string | undefined) =>
      copyVariables({
        email: 'a@b.org',
        firstName,
        businessName: firstName,
        segment: undefined,
        event: {},
        settings: { zone: 'UTC' },
        sender: { name: '', address: '' },
        unsubscribeUrl: '',
        because: '',
        now,
      });
    for (const [name] of faulty) {
      const { first_name, business_name } = said(name);
      assert.deepEqual([first_name, business_name], ['there', 'your business']);
    }
    assert.equal(said('Sarah')['first_name'], 'Sarah');
  });
});

describe('an unfilled field of a form tool', () => {
  const tags = [
    '{{contact.first_name}}',
    ' {{ first_name | default: "you" }} ',
    '{{{name}}}',
    '{first_name}',
    '${name}',
    '{% name %}',
    '*|FNAME|*',
    '%FIRSTNAME%',
    '%%name%%',
    '[[name]]',
    '<%= name %>',
    '{{ first_name }} {{ last_name }}',
    '%FIRSTNAME% %LASTNAME%',
    '<<FirstName>>',
    '<first_name>',
    '«First_Name»',
    '#first_name#',
    '-first_name-',
    '[First Name]',
    '[first_name]',
    '%{first_name}',
    '{!Contact.FirstName}',
    '&#123;&#123;first_name&#125;&#125;',
  ];
  for (const tag of tags) {
    it(`counts as missing in every field: ${tag}`, () => {
      assert.ok(isTemplateTag(tag));
      const body = {
        email: 'a@b.org',
        first_name: tag,
        weakest_system_1: tag,
        red_systems: tag,
        assessment_score: tag,
        revenue_leak_total: tag,
        email_1_sent_at: tag,
        email_1_status: tag,
      };
      const { contact, data, segment, website, warnings } = accepted(assessment.event, body, now);
      assert.deepEqual(contact, { email: 'a@b.org' });
      assert.deepEqual(data, {
        red_systems: 0,
        orange_systems: 0,
        yellow_systems: 0,
        green_systems: 0,
      });
      assert.deepEqual([segment, website], ['OPTIMIZE', { state: 'sent' }]);
      for (const field of Object.keys(body).filter((name) => name !== 'email')) {
        assert.equal(
          warnings.filter((warning) => warning.startsWith(`${field} is a template tag`)).length,
          1,
          field,
        );
      }
    });
  }

  const texts = [
    'Hi {{name}}',
    '"{{x}}" <b>',
    '{"a":1}',
    '50%',
    '%',
    '{',
    '{a} and {b}',
    '[Ann]',
    '#1',
    '-',
    'a-first_name-b',
    '«Chez Anne» and more',
    '<b>x</b>',
    '10% to 20%',
  ];
  for (const text of texts) {
    it(`is not ${text}`, () => assert.ok(!isTemplateTag(text)));
  }
});

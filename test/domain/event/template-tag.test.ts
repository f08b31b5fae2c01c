import assert from 'node:assert/strict';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { isTemplateTag } from '../../../src/domain/event/template-tag.js';
import { accepted } from '../../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');

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

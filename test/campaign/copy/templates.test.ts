import assert from 'node:assert/strict';
import { parseTemplate, templateFile } from '../../../src/campaign/copy/templates.js';
import { InvalidCampaign } from '../../../src/domain/errors.js';

describe('templateFile', () => {
  const table = [
    ['5-Day E1', '5-day-e1.html'],
    ['noshow_recovery_email_1', 'noshow-recovery-email-1.html'],
  ] as const;
  for (const [name, file] of table) {
    it(`keeps "${name}" in ${file}`, () => assert.equal(templateFile(name), file));
  }
});

describe('parseTemplate', () => {
  it('reads subject and body', () => {
    assert.deepEqual(parseTemplate('A', 'subject: B: C\n---\n<p>D</p>\n'), {
      name: 'A',
      subject: 'B: C',
      html: '<p>D</p>',
    });
  });

  it('names the file and what it lacks', () => {
    const parse = (source: string) => () => parseTemplate('my_mail', source);
    assert.throws(
      parse('title: A\n---\nx'),
      (error) =>
        error instanceof InvalidCampaign &&
        /templates\/my-mail\.html.*"subject/.test(error.message),
    );
    assert.throws(parse('subject: \u00a0 \n---\nx'), /my-mail\.html.*"subject/);
    assert.throws(parse('subject: B\n'), /my-mail\.html.*body/);
  });
});

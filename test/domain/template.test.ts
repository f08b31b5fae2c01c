import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTemplate, readLayout, readTemplates } from '../../src/campaign/templates.js';
import { copyVariables } from '../../src/campaign/variables.js';
import { BlockedTemplate, InvalidCampaign } from '../../src/domain/errors.js';
import { renderEmail, type Template } from '../../src/domain/template.js';

const layout = {
  page: '<html><title><!-- title --></title><body><!-- body --><!-- footer --></body></html>',
  footer: '<p>{{ sender_name }}</p>',
};
const template: Template = {
  name: 'Greeting',
  subject: 'Hello {{ first_name }}',
  html: '<h1>Hello {{ first_name }}</h1><p><a href="https://salon.example/{{ first_name | url_encode }}">Go</a></p>',
};
const render = (first_name: string, more: Partial<Template> = {}) =>
  renderEmail({ ...template, ...more }, layout, { first_name, sender_name: 'Us' });
const blocked = (why: RegExp) => (error: unknown) =>
  error instanceof BlockedTemplate && why.test(error.message);

describe('renderEmail', () => {
  it('gives subject, HTML and text', () => {
    assert.deepEqual(render('Sarah'), {
      subject: 'Hello Sarah',
      html: '<html><title>Hello Sarah</title><body><h1>Hello Sarah</h1><p><a href="https://salon.example/Sarah">Go</a></p><p>Us</p></body></html>',
      text: 'Hello Sarah\n\nGo https://salon.example/Sarah\n\nUs\n',
    });
  });

  it('escapes a value in HTML and leaves it plain in the subject', () => {
    const { subject, html } = render('<b>"O\'Neil" & co</b>');
    assert.equal(subject, 'Hello <b>"O\'Neil" & co</b>');
    assert.ok(html.includes('<h1>Hello &lt;b&gt;&#34;O&#39;Neil&#34; &amp; co&lt;/b&gt;</h1>'));
  });

  it('never expands a value again, whatever it looks like', () => {
    const name = '{{ sender_name }} <!-- footer --> $& {% raw %}';
    assert.ok(
      render(name).html.includes('{{ sender_name }} &lt;!-- footer --&gt; $&amp; {% raw %}'),
    );
  });

  it('lets no value break out of text, and no line break into a subject', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { subject, html } = render(`x${name}`);
        assert.doesNotMatch(subject, /[\p{Cc}\u2028\u2029]/u);
        const [, shown = ''] = /<h1>Hello ([\s\S]*)<\/h1>/.exec(html) ?? [];
        assert.doesNotMatch(shown, /[<>"]/);
      }),
    );
  });

  it('keeps escaping where the author asks for raw output', () => {
    const { html } = render('<i>', {
      html: '<p>{{ first_name | raw }}{{ first_name | escape }}</p>',
    });
    assert.ok(html.includes('<p>&lt;i&gt;&lt;i&gt;</p>'));
  });

  const refusals: [string, Partial<Template>, RegExp][] = [
    [
      'a missing variable, naming it',
      { html: '<p>{{ overall_score }}</p>' },
      /"Greeting", body: the variable "overall_score" has no value/,
    ],
    [
      'a missing variable in the subject',
      { subject: '{{ surname }}' },
      /subject: the variable "surname"/,
    ],
    ['a broken tag', { html: '<p>{{ first_name </p>' }, /"Greeting", body/],
    ['an unknown filter', { html: '<p>{{ first_name | shout }}</p>' }, /shout/],
    ['an empty subject', { subject: '{% if surname %}x{% endif %}' }, /the subject is empty/],
    ['an empty body', { html: '<p>{% if surname %}x{% endif %}</p>' }, /the body is empty/],
    ['a script link', { html: '<a href="javascript:alert(1)">x</a>' }, /neither https/],
    ['a link made of a value', { html: '<a href="{{ first_name }}">x</a>' }, /neither https/],
    ['a partial', { html: '{% include "/etc/passwd" %}x' }, /"Greeting", body/],
    ['an endless loop', { html: '{% for i in (1..9999999) %}x{% endfor %}' }, /"Greeting", body/],
  ];
  for (const [what, more, why] of refusals) {
    it(`blocks ${what}`, () => assert.throws(() => render('Sarah', more), blocked(why)));
  }

  it('takes an absent variable with a default, or in a condition', () => {
    const html =
      '<p>{{ overall_score | default: "no score" }}{% if overall_score %}!{% endif %}</p>';
    assert.ok(render('Sarah', { html }).html.includes('<p>no score</p>'));
  });
});

describe('the shipped copy', () => {
  const minimal = copyVariables({
    email: 'a@b.org',
    firstName: undefined,
    businessName: undefined,
    segment: undefined,
    event: {},
    settings: { zone: 'UTC' },
    sender: { name: 'Us', address: '1 Street' },
    unsubscribeUrl: undefined,
    now: new Date('2025-12-01T00:00:00Z'),
  });

  it('renders from an address alone, each with a subject of its own', async () => {
    const shippedLayout = await readLayout();
    const subjects = (await readTemplates()).map(
      (copy) => renderEmail(copy, shippedLayout, minimal).subject,
    );
    assert.equal(new Set(subjects).size, subjects.length);
  });
});

describe('copyVariables', () => {
  const source = {
    email: 'a@b.org',
    firstName: 'Sarah',
    businessName: undefined,
    segment: 'CRITICAL' as const,
    event: { assessment_score: 0, revenue_leak_total: 14_500, weakest_system_1: 'gps' },
    settings: { zone: 'Europe/Berlin', deadlineAt: '2025-12-05T23:30:00Z' },
    sender: { name: 'Us', address: '1 Street' },
    unsubscribeUrl: undefined,
    now: new Date('2025-12-01T00:00:00Z'),
  };

  it('derives what copy asks for', () => {
    const values = copyVariables(source);
    assert.equal(values['readiness_zone'], 'Crisis Zone');
    assert.equal(values['overall_score'], 0);
    assert.equal(values['TotalRevenueLeak_K'], 15);
    assert.equal(values['deadline_date'], 'December 6, 2025');
    assert.equal(values['days_to_deadline'], 4);
    assert.equal(values['business_name'], 'your business');
    assert.match(String(values['personalized_tip_1']), /number that says you are on course/);
  });

  it('leaves out what is not known, and a deadline that has passed', () => {
    const values = copyVariables({ ...source, event: {}, now: new Date('2025-12-06T00:00:00Z') });
    for (const name of [
      'overall_score',
      'revenue_leak_total',
      'weakest_system_1',
      'deadline_date',
      'booking_link',
    ]) {
      assert.equal(name in values, false, name);
    }
    assert.equal(values['red_systems'], 0);
  });
});

describe('parseTemplate', () => {
  it('reads name, subject and body', () => {
    assert.deepEqual(parseTemplate('a.html', 'name: A\nsubject: B: C\n---\n<p>D</p>\n'), {
      name: 'A',
      subject: 'B: C',
      html: '<p>D</p>',
    });
  });

  it('names the file and what it lacks', () => {
    const parse = (source: string) => () => parseTemplate('a.html', source);
    assert.throws(
      parse('name: A\n---\nx'),
      (error) => error instanceof InvalidCampaign && /a\.html.*"subject/.test(error.message),
    );
    assert.throws(parse('name: A\nsubject: B\n'), /a\.html.*body/);
  });
});

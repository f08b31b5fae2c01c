import assert from 'node:assert/strict';
import { readLayout, readTemplates } from '../../../src/campaign/copy/templates.js';
import { sequences, templateNames } from '../../../src/campaign/sequences/index.js';
import { copyVariables } from '../../../src/campaign/variables.js';
import type { Layout } from '../../../src/domain/mail/drawing.js';
import {
  type RenderedEmail,
  renderEmail,
  type Template,
} from '../../../src/domain/mail/template.js';
import { accepted } from '../../support/reading.js';
import { promisesOf } from '../promises/promises.js';

type Registered = (typeof sequences)[number];

const now = new Date('2025-12-01T10:00:00Z');
const email = 'sarah@salon.example';
const names = { first_name: 'Sarah', business_name: "Sarah's & Co" };
const noSettings = { zone: 'UTC' };
const allSettings = {
  zone: 'Europe/Berlin',
  deadlineAt: '2025-12-05T12:00:00Z',
  bookingLink: 'https://c.example',
  pdfDownloadLink: 'https://p.example/a.pdf',
};

describe('the shipped copy', () => {
  let layout: Layout;
  let templates: Map<string, Template>;
  before(async () => {
    layout = await readLayout();
    templates = new Map(
      (await readTemplates(templateNames)).map((template) => [template.name, template]),
    );
  });

  const all = sequences.flatMap((sequence) =>
    sequence.sequence.emails.map(({ template }) => ({ sequence, template })),
  );

  it('has a subject of its own for each email', () => {
    const owners = new Map<string, string>();
    for (const { name, subject } of templates.values()) {
      assert.equal(owners.get(subject), undefined, `${name}: "${subject}"`);
      owners.set(subject, name);
    }
  });

  for (const { sequence, template } of all) {
    const marketing = sequence.kind === 'marketing';
    for (const fullness of ['least', 'full'] as const) {
      for (const [settingsName, settings] of Object.entries({ no: noSettings, all: allSettings })) {
        it(`renders ${template} from the ${fullness} event and ${settingsName} settings`, () => {
          const mail = rendered(sequence, template, fullness, settings);
          const isNamed = fullness === 'full';
          for (const part of [mail.html, mail.text, mail.subject]) {
            assert.doesNotMatch(part, /\{\{|\}\}|\{%|undefined|null|NaN|\[object/);
          }
          for (const part of [mail.html, mail.text]) {
            assert.equal(/Hi Sarah,/.test(part), isNamed);
            assert.equal(/Hi there,/.test(part), !isNamed);
            assert.equal(part.match(/1 Street, Town/g)?.length, 1);
            assert.equal(
              part.match(/https:\/\/us\.example\/u\/1/g)?.length,
              marketing ? 1 : undefined,
            );
          }
          assert.doesNotMatch(mail.subject, /\bthere\b/);
          assert.ok(mail.subject.length <= 78, mail.subject);
          assert.ok(mail.html.length < 20_000, `${mail.html.length} characters`);
          assert.doesNotMatch(mail.html, /<(p|li|ul|ol)[^>]*>\s*<\/\1>/);
          assert.doesNotMatch(mail.text, /spots?\b|hurry!|last chance|testimonial/i);
          const { because, unseen } = promisesOf(sequence.name);
          if (unseen) assert.doesNotMatch(mail.text, unseen);
          assert.ok(mail.text.includes(`You get this email because ${because}.`));
        });
      }
    }
  }

  it('offers nothing to clients, and has no last chances', () => {
    for (const { sequence, template } of all) {
      if (sequence.kind === 'marketing') continue;
      const { subject, text } = rendered(sequence, template, 'full', allSettings);
      assert.doesNotMatch(
        `${subject} ${text}`,
        /last (chance|call|email|reminder)\b(?! yet)|offer|discount|book a call/i,
      );
    }
  });

  it('shows no deadline that has passed', () => {
    const settings = { ...allSettings, deadlineAt: '2025-11-30T00:00:00Z' };
    assert.doesNotMatch(rendered(theFive(), '5-Day E5', 'full', settings).text, /For this round/);
  });

  it('gives links in the text their addresses', () => {
    const { text } = rendered(theFive(), '5-Day E2', 'full', allSettings);
    assert.match(text, /^Choose a time to talk https:\/\/c\.example$/m);
    assert.match(text, /^Unsubscribe https:\/\/us\.example\/u\/1$/m);
  });

  it('keeps its dark colours and its phone layout', () => {
    const { html } = rendered(theFive(), '5-Day E2', 'full', allSettings);
    assert.match(html, /@media \(prefers-color-scheme: dark\)/);
    assert.match(html, /@media \(max-width: 480px\)/);
    assert.match(
      html,
      /<a class="button" href="https:\/\/c\.example" style="[^"]*background: #1c6b45/,
    );
  });

  const theFive = () => sequences.find(({ name }) => name === 'assessment') ?? assert.fail();

  function rendered(
    { name, event, because, kind }: Registered,
    template: string,
    fullness: 'least' | 'full',
    settings: typeof noSettings,
  ): RenderedEmail {
    const person = fullness === 'full' ? names : {};
    const body = { email, ...person, ...promisesOf(name)[fullness] };
    const { contact, segment, data } = accepted(event, body, now);
    const variables = copyVariables({
      email,
      firstName: contact.firstName,
      businessName: contact.businessName,
      segment: segment ?? undefined,
      event: data,
      settings,
      sender: { name: 'Us', address: '1 Street, Town' },
      unsubscribeUrl: 'https://us.example/u/1',
      because,
      now,
    });
    const copy = templates.get(template) ?? assert.fail(template);
    return renderEmail(copy, layout, variables, kind, { now, zone: settings.zone });
  }
});

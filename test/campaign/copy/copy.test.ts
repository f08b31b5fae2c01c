import assert from 'node:assert/strict';
import { sequences } from '../../../src/campaign/sequences/index.js';
import { templateNames } from '../../../src/campaign/copy/template-names.js';
import { readLayout, readTemplates } from '../../../src/campaign/copy/templates.js';
import { copyVariables } from '../../../src/campaign/copy/variables.js';
import { readAssessment } from '../../../src/domain/event/assessment.js';
import type { AcceptedEvent, IgnoredEvent } from '../../../src/domain/event/event.js';
import { readNoShow } from '../../../src/domain/event/no-show.js';
import { readOnboarding } from '../../../src/domain/event/onboarding.js';
import { readPostCall } from '../../../src/domain/event/post-call.js';
import {
  type Layout,
  type RenderedEmail,
  renderEmail,
  type Template,
} from '../../../src/domain/mail/template.js';

const now = new Date('2025-12-01T10:00:00Z');
const email = 'sarah@salon.example';
const names = { first_name: 'Sarah', business_name: "Sarah's & Co" };

/** Each sequence's event: with nothing but what it must have, and with everything. */
const events: Record<
  string,
  { read: (body: unknown, now: Date) => AcceptedEvent | IgnoredEvent; least: object; full: object }
> = {
  assessment: {
    read: readAssessment,
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
  },
  'no-show': {
    read: readNoShow,
    least: { event_id: 'e1' },
    full: {
      event_id: 'e1',
      scheduled_time: '2025-12-01T09:00Z',
      event_type: 'Strategy call',
      reschedule_url: 'https://c.example/r/1',
    },
  },
  'post-call': {
    read: readPostCall,
    least: {},
    full: {
      call_date: '2025-12-01',
      call_outcome: 'Maybe',
      call_notes: 'private',
      objections: ['price'],
      follow_up_priority: 'high',
      interest_level: 'warm',
    },
  },
  onboarding: {
    read: readOnboarding,
    least: { payment_status: 'paid' },
    full: {
      payment_confirmed: true,
      payment_amount: 4_997,
      payment_date: '2025-12-01',
      docusign_completed: true,
      salon_address: '2 Road\nTown',
      observation_dates: ['May 1', 'May 2'],
      start_date: 'May 5',
      package_type: 'Phase 1',
      portal_url: 'https://p.example',
      diagnostic_call_date: 'April 2',
    },
  },
};
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
    templates = new Map((await readTemplates()).map((template) => [template.name, template]));
  });

  const all = Object.values(sequences).flatMap((sequence) =>
    sequence.emails.map(({ template }) => ({ sequence, template })),
  );

  it('is one template for each email of each sequence', () => {
    const named = all.map(({ template }) => template).toSorted();
    assert.equal(named.length, 14);
    assert.deepEqual([...templates.keys()].toSorted(), named);
    assert.deepEqual(Object.keys(templateNames).toSorted(), named);
  });

  it('has subjects of its own for each', () => {
    assert.equal(new Set([...templates.values()].map(({ subject }) => subject)).size, 14);
  });

  for (const { sequence, template } of all) {
    const marketing = sequence.kind === 'marketing';
    for (const fullness of ['least', 'full'] as const) {
      for (const [settingsName, settings] of Object.entries({ no: noSettings, all: allSettings })) {
        it(`renders ${template} from the ${fullness} event and ${settingsName} settings`, () => {
          const mail = rendered(sequence.name, template, fullness, settings);
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
          assert.doesNotMatch(mail.text, /private|spots?\b|hurry!|last chance|testimonial/i);
        });
      }
    }
  }

  it('offers nothing to clients, and has no last chances', () => {
    for (const { template } of all.filter(({ sequence }) => sequence.kind === 'transactional')) {
      const { subject, text } = rendered('onboarding', template, 'full', allSettings);
      assert.doesNotMatch(
        `${subject} ${text}`,
        /last (chance|call|email|reminder)\b(?! yet)|offer|discount|book a call/i,
      );
    }
  });

  it('shows no deadline that has passed', () => {
    const settings = { ...allSettings, deadlineAt: '2025-11-30T00:00:00Z' };
    assert.doesNotMatch(
      rendered('assessment', '5-Day E5', 'full', settings).text,
      /For this round/,
    );
  });

  it('gives links in the text their addresses', () => {
    const { text } = rendered('assessment', '5-Day E2', 'full', allSettings);
    assert.match(text, /^Choose a time to talk https:\/\/c\.example$/m);
    assert.match(text, /^Unsubscribe https:\/\/us\.example\/u\/1$/m);
  });

  it('keeps its dark colours and its phone layout', () => {
    const { html } = rendered('assessment', '5-Day E2', 'full', allSettings);
    assert.match(html, /@media \(prefers-color-scheme: dark\)/);
    assert.match(html, /@media \(max-width: 480px\)/);
    assert.match(
      html,
      /<a class="button" href="https:\/\/c\.example" style="[^"]*background: #1c6b45/,
    );
  });

  function rendered(
    sequence: string,
    template: string,
    fullness: 'least' | 'full',
    settings: typeof noSettings,
  ): RenderedEmail {
    const { read, ...bodies } = events[sequence] ?? assert.fail(sequence);
    const person = fullness === 'full' ? names : {};
    const accepted = read({ email, ...person, ...bodies[fullness] }, now);
    assert.ok('contact' in accepted);
    const copy = templates.get(template) ?? assert.fail(template);
    const { kind } =
      Object.values(sequences).find(({ name }) => name === sequence) ?? assert.fail(sequence);
    const variables = copyVariables({
      email,
      firstName: accepted.contact.firstName,
      businessName: accepted.contact.businessName,
      segment: accepted.segment ?? undefined,
      event: accepted.data,
      settings,
      sender: { name: 'Us', address: '1 Street, Town' },
      unsubscribeUrl: 'https://us.example/u/1',
      now,
    });
    return renderEmail(copy, layout, variables, kind);
  }
});

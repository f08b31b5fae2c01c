import assert from 'node:assert/strict';
import { type BlockObjectRequest, Client } from '@notionhq/client';
import type { LogMetadata } from '@temporalio/common';

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { unpackMail } from '../../../src/activities/emails/pack-mail.js';
import { prepareEmail } from '../../../src/activities/emails/prepare-email.js';
import { assessment } from '../../../src/campaign/sequences/assessment.js';
import { onboarding } from '../../../src/campaign/sequences/onboarding.js';
import type { Prepared } from '../../../src/domain/mail/mail.js';
import type { Sequence } from '../../../src/domain/plan/sequence.js';
import { createNotionStandIn } from '../../../src/sandbox/notion/server.js';
import { databaseIds, notionSeed } from '../../../src/sandbox/seed.js';
import { connectWorkspace, type Workspace } from '../../../src/vendors/notion/connect.js';
import { loneActivityDeps } from '../../support/lone-activities.js';

/** From what people keep in Notion to the mail that is sent. */
describe('copy in Notion', () => {
  let notion: ReturnType<typeof createNotionStandIn>;
  let client: Client;
  let workspace: Workspace;
  let contactPageId: string;
  let activity: ReturnType<typeof prepareEmail>;
  let warnings: { message: string; meta: LogMetadata | undefined }[] = [];

  before(async () => {
    notion = createNotionStandIn({
      file: ':memory:',
      seed: await notionSeed(),
      requestsPerMinute: 100_000,
    });
    const { url } = await notion.listen(0);
    client = new Client({
      auth: 'ntn_author',
      baseUrl: url,
      notionVersion: '2026-03-11',
      retry: false,
    });
    workspace = await connectWorkspace({
      token: 'ntn_test',
      baseUrl: url,
      requestsPerSecond: 100_000,
      databases: databaseIds,
    });
    contactPageId = await workspace.contacts.create({
      email: 'sarah@salon.example',
      firstName: 'Sarah',
    });
    await startWorker();
  });
  beforeEach(() => {
    warnings = [];
  });
  after(() => notion.close());

  it('is joined from a property of many pieces, none lost', async () => {
    const words = Array.from({ length: 90 }, (_, at) => `word-${at} ${'x'.repeat(80)} `);
    const name = await given({ html: ['<p>', ...words, '</p>'] });
    const { html } = await mailOf(name);
    assert.ok(words.join('').length > 7_000);
    assert.ok(html.includes(words.join('').trim()), 'every piece is there, in order');
  });

  it('is whole when exactly as many pieces are there as a page shows, and one more', async () => {
    for (const count of [24, 25, 26]) {
      const words = Array.from({ length: count }, (_, at) => `<i>${at}</i>`);
      const { text } = await mailOf(await given({ html: words }));
      assert.match(text, new RegExp(`^${words.join('').replaceAll(/<.?i>/g, '')}\n`));
    }
  });

  it('may have tags that formatting cut into pieces', async () => {
    const name = await given({
      html: ['<p>Hi {{ first_', 'name', ' | default: “you” }}</p>'],
      subject: ['For {', '{ first_name }}'],
    });
    const mail = await mailOf(name);
    assert.match(mail.text, /^Hi Sarah\n/);
    assert.equal(mail.subject, 'For Sarah');
  });

  it('has a text of its own where the author wrote one', async () => {
    const { text } = await mailOf(await given({ text: 'Plainly, {{ first_name }}' }));
    assert.match(text, /^Plainly, Sarah\n/);
  });

  for (const html of [[], [' \n ']]) {
    it(`stands on the page where the HTML property is ${JSON.stringify(html)}`, async () => {
      const name = await given({
        html,
        children: [
          {
            paragraph: {
              rich_text: [
                { text: { content: 'Hi {{ first_' } },
                { text: { content: 'name }}' }, annotations: { bold: true } },
              ],
            },
          },
          {
            paragraph: {
              rich_text: [
                { text: { content: 'Book', link: { url: 'https://%7B%7Bbooking_link%7D%7D' } } },
              ],
            },
          },
        ],
      });
      const mail = await mailOf(name);
      assert.match(mail.text, /^Hi Sarah\n\nBook https:\/\/calendar\.example\/call\n/);
      assert.match(mail.html, /<a href="https:\/\/calendar\.example\/call" style/);
    });
  }

  it('is sent with both one-click headers when it is marketing, with neither when not', async () => {
    const name = await given({});
    assert.deepEqual((await mailOf(name)).headers, {
      'List-Unsubscribe': '<https://us.example/u/1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    const mail = await mailOf(name, onboarding.sequence);
    assert.deepEqual(mail.headers, {});
    assert.doesNotMatch(mail.html + mail.text, /us\.example\/u\/1/);
  });

  it('warns of a mail that readers cut off, and names nobody', async () => {
    const line =
      '<p>This is a sentence that makes the mail longer and longer, and longer still.</p>';
    const name = await given({ html: Array.from({ length: 60 }, () => line.repeat(24)) });
    const { html } = await mailOf(name);
    assert.ok(Buffer.byteLength(html) > 102 * 1_024);
    const [warning] = warnings;
    assert.equal(warnings.length, 1);
    assert.equal(warning?.meta?.['template'], name);
    assert.equal(warning?.meta?.['bytes'], Buffer.byteLength(html));
    assert.doesNotMatch(JSON.stringify(warning), /sarah/i);
    await mailOf(await given({}));
    assert.equal(warnings.length, 1, 'a small one brings no warning');
  });

  const blocks: [string, Copy, RegExp][] = [
    ['has no subject', { subject: [] }, /: the subject is empty$/],
    ['has no body, neither on the page', { html: [] }, /: the body is empty$/],
    [
      'is Inactive',
      { status: 'Inactive' },
      /: expected one Active template, found none \(1 by that name\)$/,
    ],
    ['is Archived', { status: 'Archived' }, /found none/],
    [
      'has a picture that lies in Notion',
      {
        html: [],
        children: [{ image: { file_upload: { id: databaseIds.contacts } } }],
      },
      /lies in Notion/,
    ],
    [
      'has a block that mail cannot show',
      { html: [], children: [{ to_do: { rich_text: [] } }] },
      /type "to_do"$/,
    ],
    [
      'asks for what is not known',
      { html: ['<p>{{ overall_score }}</p>'] },
      /, body: the variable "overall_score" has no value$/,
    ],
  ];
  for (const [what, copy, why] of blocks) {
    it(`blocks when it ${what}, naming the template`, async () => {
      const name = await given(copy);
      const prepared = await prepare(name);
      assert.ok(prepared.kind === 'blocked');
      assert.ok(prepared.reason.startsWith(`template "${name}"`), prepared.reason);
      assert.match(prepared.reason, why);
    });
  }

  it('blocks when there is none of its name, or two that are Active', async () => {
    const none = await prepare('No such copy');
    assert.ok(none.kind === 'blocked' && /found none \(0 by that name\)/.test(none.reason));
    const name = await given({});
    await given({ name });
    const two = await prepare(name);
    assert.ok(two.kind === 'blocked' && /found 2 \(2 by that name\)/.test(two.reason));
  });

  it('is also found under its older name, but only where the new one is absent', async () => {
    const [row] = await workspace.templates.find('name', 'equals', '5-Day E3');
    assert.ok(row);
    await given({ name: 'christmas_email_3', html: ['<p>The older copy</p>'] });
    await workspace.templates.update(row.id, { status: 'Inactive' });
    const inactive = await prepare('5-Day E3');
    assert.equal(inactive.kind, 'blocked', 'somebody has switched it off');
    await workspace.templates.update(row.id, { name: 'put away' });
    await startWorker(); // what is known to be at fault is asked about once a minute
    assert.match((await mailOf('5-Day E3')).text, /^The older copy/);
  });

  async function startWorker(): Promise<void> {
    const settings = { zone: 'UTC', bookingLink: 'https://calendar.example/call' };
    activity = prepareEmail(await loneActivityDeps({ workspace, settings }));
  }

  interface Copy {
    name?: string;
    subject?: string[];
    html?: string[];
    text?: string;
    status?: string;
    children?: BlockObjectRequest[];
  }

  let made = 0;

  /** Writes copy as an author in Notion does, piece by piece; gives its name. */
  async function given(copy: Copy): Promise<string> {
    const {
      name = `Copy ${++made}`,
      subject = ['Hello'],
      html = ['<p>Hi {{ first_name }}</p>'],
      text,
      status = 'Active',
      children = [],
    } = copy;
    const pieces = (texts: string[]) => ({
      rich_text: texts.map((content) => ({ text: { content } })),
    });
    const database = await client.databases.retrieve({ database_id: databaseIds.templates });
    await client.pages.create({
      parent: {
        data_source_id: 'data_sources' in database ? (database.data_sources[0]?.id ?? '') : '',
      },
      properties: {
        'Template Name': { title: [{ text: { content: name } }] },
        'Subject Line': pieces(subject),
        'Email Body HTML': pieces(html),
        'Email Body Plain Text': pieces(text ? [text] : []),
        Status: { select: { name: status } },
      },
      children,
    });
    return name;
  }

  async function prepare(
    template: string,
    sequence: Sequence = assessment.sequence,
  ): Promise<Prepared> {
    const logger = new DefaultLogger('WARN', ({ message, meta }) =>
      warnings.push({ message, meta }),
    );
    const contact = { key: 'k1', email: 'sarah@salon.example' };
    return new MockActivityEnvironment({}, { logger }).run(activity, {
      person: { contact, sequence, data: {}, segment: null },
      number: 2,
      template,
      isTesting: false,
      enrolment: { contactPageId, bookingStatus: null, segment: null },
      heard: { since: '2025-12-01T00:00:00.000Z', at: [] },
    });
  }

  async function mailOf(template: string, sequence?: Sequence) {
    const prepared = await prepare(template, sequence);
    if (prepared.kind !== 'ready') return assert.fail(JSON.stringify(prepared));
    return unpackMail(prepared.mail);
  }
});

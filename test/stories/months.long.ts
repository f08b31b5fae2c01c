import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { DAY, HOUR, MINUTE } from '../../src/domain/duration.js';
import type { AcceptedReply } from '../../src/runs/reply.js';
import { type Promised, promised } from '../campaign/promises/promises.js';
import { type SentMail, sentMails } from '../support/sent-mails.js';
import { inSkippedTime } from '../support/skipped-time.js';

const folder = 'test/months';
const fileOf = (name: string) => `${folder}/${name}.txt`;

/**
 * What one person gets of each sequence, as text for people: a change of copy or timing is a change of its
 * file, to be read in review. `npm run record-months` writes them anew.
 */
describe('a month of each sequence, as text', () => {
  const story = inSkippedTime();

  for (const promises of promised) {
    it(`is what ${promises.name} sends and records`, async () => {
      const text = await play(promises);
      const file = fileOf(promises.name);
      if (process.env['WRITE_MONTHS']) await writeFile(file, text);
      const recorded = await readFile(file, 'utf8').catch(() => '');
      assert.equal(text, recorded, `${file}: if this is meant, npm run record-months`);
    });
  }

  it('has a file for each sequence, and for no other', async () => {
    const files = promised.map(({ name }) => fileOf(name)).toSorted();
    const found = (await readdir(folder)).map((name) => `${folder}/${name}`);
    assert.deepEqual(found.toSorted(), files);
  });

  async function play({ name, full }: Promised): Promise<string> {
    const body = { first_name: 'Sarah', business_name: 'Salon Sarah', ...full };
    const posted = { ...story.someone(), ...body };
    const reply = await story.world.accept(posted, `/webhooks/${name}`);
    const { outcome } = await story.world.result(reply.id);
    const mails = (await sentMails(story.world)).toReversed();
    return [
      `${name}: what Sarah of Salon Sarah gets`,
      `The event tells: ${JSON.stringify(body, undefined, 2)}`,
      `The answer:\n${sayPlan(reply)}`,
      ...mails.map(sayMail),
      `It ends: ${outcome}`,
      `In the tracker:\n${await sayRows(reply.id)}`,
      `Of the contact:\n${await sayContact(posted.email)}\n`,
    ].join('\n\n');
  }

  /** `day 2, 24:00 h after`: with the minute, as everything takes some seconds. */
  function when(at: string): string {
    const passed = Date.parse(at) - story.base.getTime();
    const minutes = Math.floor((passed % HOUR) / MINUTE);
    const hours = `${Math.floor(passed / HOUR)}:${String(minutes).padStart(2, '0')} h`;
    return `day ${1 + Math.floor(passed / DAY)}, after ${hours}`;
  }

  function sayPlan({ emails, segment, warnings }: AcceptedReply): string {
    const planned = emails.map(
      ({ number, template, sentBy, dueAt, state }) =>
        `  #${number} ${template}: ${state}, ${when(dueAt)}, by ${sentBy}`,
    );
    const told = [`  segment ${segment}`, ...warnings.map((warning) => `  warning: ${warning}`)];
    return [...planned, ...told].join('\n');
  }

  function sayMail({ created_at, from, subject, text, html }: SentMail): string {
    const body = text
      .trimEnd()
      .split('\n')
      .map((line) => `  | ${line}`.trimEnd());
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link]) => link);
    return [
      `== ${when(created_at)} ==`,
      `From: ${from}`,
      `Subject: ${subject}`,
      ...body,
      `Links: ${links.join(' ')}`,
    ]
      .join('\n')
      .replaceAll(/(?<=\/unsubscribe\/)[\w.~-]+/g, '…');
  }

  async function sayRows(id: string): Promise<string> {
    const rows = await story.world.observer.tracker.find('key', 'starts_with', `${id}/`);
    const lines = rows.map(({ values }) => {
      const { number, status, sentBy, sequence, template, segment, campaign, reason } = values;
      const told = { sequence, template, segment, campaign, reason };
      return `  #${number} ${status}, by ${sentBy} ${JSON.stringify(told)}`;
    });
    return lines.toSorted().join('\n');
  }

  async function sayContact(email: string): Promise<string> {
    const [row] = await story.world.observer.contacts.find('email', 'equals', email.toLowerCase());
    const { email: _, contactKey: __, ...values } = row?.values ?? {};
    return Object.entries(values)
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`)
      .toSorted()
      .join('\n');
  }
});

import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityDeps } from '../../../src/activities/deps.js';
import { unpackMail } from '../../../src/activities/emails/pack-mail.js';
import { type PrepareRequest, prepareEmail } from '../../../src/activities/emails/prepare-email.js';
import { createNotionActivities } from '../../../src/activities/index.js';
import { assessment as defined } from '../../../src/campaign/sequences/assessment.js';
import type { EventContact } from '../../../src/domain/event/event.js';
import type { Prepared } from '../../../src/domain/mail/mail.js';
import { startLoneNotion } from '../../support/lone-notion.js';

const assessment = defined.sequence;

const given = 'Sarah@Salon.example';
const stored = 'sarah@salon.example';
const facts =
  '<p>{{first_name}}|{{business_name}}|{{email}}|{{assessment_score | default: "-"}}</p>';

/** Where each fact about a person comes from and where it goes, on a Notion of our own. */
describe('whose data', () => {
  let minute = 0;
  let notion: Awaited<ReturnType<typeof startLoneNotion>>['notion'];
  let deps: ActivityDeps;
  let contacts: ActivityDeps['workspace']['contacts'];

  before(async () => {
    ({ notion, deps } = await startLoneNotion(
      () => new Date(Date.parse('2026-11-02T10:00:00Z') + minute * 60_000),
    ));
    contacts = deps.workspace.contacts;
  });
  beforeEach(async () => {
    await notion.reset();
    const copy = { name: 'Facts', subject: 'Facts', html: facts, status: 'Active' };
    await deps.workspace.templates.create(copy);
  });
  after(() => notion.close());

  type ContactValues = Parameters<typeof contacts.create>[0];

  /** Rows made a minute apart, as Notion knows no finer times; gives their ids. */
  async function have(...made: ContactValues[]): Promise<string[]> {
    const ids: string[] = [];
    for (const row of made) {
      minute += 1;
      ids.push(await contacts.create(row));
    }
    return ids;
  }

  /** Every row of the address, in any case. */
  async function rows() {
    return (await contacts.find('email', 'equals', stored)).map(({ id, values }) => {
      const { email, firstName, businessName } = values;
      return { id, email, firstName, businessName };
    });
  }

  /** What an event of this person does to Notion; gives what was logged. */
  async function save(contact: Partial<EventContact>, data = {}): Promise<string[]> {
    const logged: string[] = [];
    const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
      const { contact: key, used, doubles } = meta ?? {};
      logged.push(`${level} ${message}: ${JSON.stringify({ contact: key, used, doubles })}`);
    });
    const person = { contact: { email: given, key: 'key', ...contact }, data, segment: null };
    await new MockActivityEnvironment({}, { logger }).run(
      createNotionActivities(deps).saveContact,
      person,
    );
    return logged;
  }

  /** The mail that a run with this payload would send to the contact on that page. */
  async function prepare(contactPageId: string, contact: Partial<EventContact>, data = {}) {
    const request: PrepareRequest = {
      person: {
        contact: { email: given, key: 'key', ...contact },
        data,
        segment: null,
        sequence: assessment,
      },
      number: 2,
      template: 'Facts',
      isTesting: false,
      enrolment: { contactPageId, bookingStatus: null, segment: null },
      heard: { since: '2025-12-01T00:00:00.000Z', at: [] },
    };
    const prepared: Prepared = await new MockActivityEnvironment().run<
      [PrepareRequest],
      Prepared,
      ReturnType<typeof prepareEmail>
    >(prepareEmail(deps), request);
    assert.ok(prepared.kind === 'ready', JSON.stringify(prepared));
    const mail = unpackMail(prepared.mail);
    const [, ...shown] = /<p[^>]*>(.*)\|(.*)\|(.*)\|(.*)<\/p>/.exec(mail.html) ?? [];
    return { to: mail.to, shown };
  }

  describe('names', () => {
    const names: [string, ContactValues, Partial<EventContact>, [string, string]][] = [
      [
        "are the contact's in Notion",
        { firstName: 'Sally', businessName: 'Sally & Co' },
        { firstName: 'Sarah', businessName: 'Salon Sarah' },
        ['Sally', 'Sally &amp; Co'],
      ],
      [
        "else the run's",
        { businessName: 'Sally' },
        { firstName: 'Sarah', businessName: 'Salon Sarah' },
        ['Sarah', 'Sally'],
      ],
      [
        'where those in Notion are blank too',
        { firstName: ' ', businessName: ' ' },
        { firstName: 'Sarah', businessName: 'Salon Sarah' },
        ['Sarah', 'Salon Sarah'],
      ],
      ['else the defaults', {}, {}, ['there', 'your business']],
    ];
    for (const [what, inNotion, inRun, expected] of names) {
      it(what, async () => {
        const [id = ''] = await have({ email: stored, ...inNotion });
        const { shown } = await prepare(id, inRun);
        assert.deepEqual(shown.slice(0, 2), expected);
      });
    }

    it('are read afresh for every email', async () => {
      const [id = ''] = await have({ email: stored, firstName: 'Sally' });
      assert.equal((await prepare(id, {})).shown[0], 'Sally');
      await contacts.update(id, { firstName: 'Salome' });
      assert.equal((await prepare(id, {})).shown[0], 'Salome');
    });

    it('never reach Notion as defaults, nor erase what is there', async () => {
      await save({});
      const [made] = await rows();
      assert.deepEqual([made?.firstName, made?.businessName], [null, null]);
      await save({ firstName: 'Sarah' });
      await save({ businessName: 'Salon Sarah' });
      const [kept] = await rows();
      assert.deepEqual([kept?.firstName, kept?.businessName], ['Sarah', 'Salon Sarah']);
    });

    it('are not written when an email is prepared with defaults', async () => {
      const [id = ''] = await have({ email: stored });
      await prepare(id, {});
      const [row] = await rows();
      assert.deepEqual([row?.firstName, row?.businessName], [null, null]);
    });
  });

  it("takes what happened from the run, not from the contact's newest record", async () => {
    const [id = ''] = await have({ email: stored, score: 90 });
    assert.equal((await prepare(id, {}, { assessment_score: 0 })).shown[3], '0');
    assert.equal((await prepare(id, {})).shown[3], '-');
  });

  describe('an address', () => {
    it('is stored in its normal form', async () => {
      await save({ email: '  SARAH@Salon.example ' });
      assert.deepEqual(
        (await rows()).map(({ email }) => email),
        [stored],
      );
    });

    it("is mailed in the form of the run's own payload", async () => {
      const [id = ''] = await have({ email: stored });
      const { to, shown } = await prepare(id, {});
      assert.deepEqual([to, shown[2]], [given, given]);
    });

    it('is found in another case, and left as it stands there', async () => {
      await have({ email: 'SARAH@SALON.example' });
      assert.deepEqual(await save({ firstName: 'Sarah' }), []);
      assert.deepEqual(
        (await rows()).map(({ email, firstName }) => [email, firstName]),
        [['SARAH@SALON.example', 'Sarah']],
      );
    });

    it('is found exactly before it is found in another case', async () => {
      const [older, exact] = await have({ email: 'Sarah@SALON.example' }, { email: stored });
      const logged = await save({ firstName: 'Sarah' });
      const named = (await rows()).filter(({ firstName }) => firstName === 'Sarah');
      assert.deepEqual(
        named.map(({ id }) => id),
        [exact],
      );
      assert.equal(logged.length, 1);
      assert.ok(logged[0]?.includes(`"doubles":["${older}"]`));
    });

    it('on several rows is the oldest one, and somebody is told, without the address', async () => {
      const [oldest, ...doubles] = await have(
        { email: stored },
        { email: stored },
        { email: stored },
      );
      const logged = await save({ firstName: 'Sarah' });
      const named = (await rows()).filter(({ firstName }) => firstName === 'Sarah');
      assert.deepEqual(
        named.map(({ id }) => id),
        [oldest],
      );
      assert.deepEqual(logged, [
        `WARN a contact has several rows in Notion: ${JSON.stringify({ contact: 'key', used: oldest, doubles })}`,
      ]);
    });
  });
});

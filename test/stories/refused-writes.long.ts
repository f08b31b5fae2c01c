import assert from 'node:assert/strict';
import { dataSourceIds } from '../../src/sandbox/seed.js';
import { inSkippedTime } from '../support/skipped-time.js';
import { trash } from '../support/trash.js';

/** What Notion refuses to write may be wanted no more, or be there already, once it takes it. */
describe('writes that Notion refuses for a while, in skipped time', () => {
  const story = inSkippedTime();
  const refusal = { kind: 'status', key: 'ntn_sandbox', status: 403 } as const;
  const body = {
    object: 'error',
    status: 403,
    code: 'restricted_resource',
    message: 'no',
  };
  /** A plan's limit. */
  const full = {
    ...refusal,
    route: 'POST /pages',
    body: { ...body, additional_data: { block_limit: 1_000 } },
  };
  // What was made a moment ago is shown half a minute later.
  const lagging = [dataSourceIds.contacts, dataSourceIds.tracker].map((id) => ({
    kind: 'query-lag' as const,
    key: 'ntn_sandbox',
    route: `POST /data_sources/${id}/query`,
  }));
  const contactsOf = (email: string) =>
    story.world.observer.contacts.find('email', 'equals', email.toLowerCase());

  for (const [what, refused] of [
    ['contact', full],
    ['row', { ...full, match: dataSourceIds.tracker }],
  ] as const) {
    it(`make no second ${what} once it takes them`, async () => {
      const posted = story.someone({ red_systems: 0 });
      story.world.notion.setFaults([refused, ...lagging]);
      const { id } = await story.world.accept(posted);
      await story.env.sleep('10 minutes');
      assert.equal((await story.world.rows(id)).length, 0);
      story.world.notion.setFaults(lagging);
      await story.env.sleep('3 minutes');
      story.world.notion.setFaults([]);
      assert.equal((await contactsOf(posted.email)).length, 1);
      assert.equal((await story.world.rows(id)).length, 5);
    });
  }

  it('make no row of somebody whose run has ended meanwhile, and whose contact is in the trash', async () => {
    const posted = story.someone({ red_systems: 0 });
    story.world.notion.setFaults([{ ...full, match: dataSourceIds.tracker }]);
    const { id } = await story.world.accept(posted);
    await story.env.sleep('10 minutes');
    await story.world.control(id, 'stop');
    await story.world.result(id);
    const [contact] = await contactsOf(posted.email);
    await trash(story.world, contact?.id ?? '');
    story.world.notion.setFaults([]);
    await story.env.sleep('2h');
    assert.deepEqual(await story.world.rows(id), []);
  });

  it('write nothing over what somebody has typed meanwhile', async () => {
    const posted = story.someone({ red_systems: 0 });
    const { id } = await story.world.accept(posted);
    await story.env.sleep('119h');
    story.world.notion.setFaults([{ ...refusal, route: 'PATCH /pages/:id', body }]);
    assert.equal((await story.world.result(id)).outcome, 'completed');
    const [contact] = await contactsOf(posted.email);
    await story.world.observer.contacts.update(contact?.id ?? '', { campaignStatus: 'Onboarding' });
    await story.env.sleep('30 minutes');
    story.world.notion.setFaults([]);
    await story.env.sleep('2h');
    const [after] = await contactsOf(posted.email);
    assert.equal(after?.values.campaignStatus, 'Onboarding');
  });
});

import assert from 'node:assert/strict';
import { sandboxSecrets } from '../../src/config/known-secrets.js';
import { contactKey } from '../../src/domain/contact.js';
import { unsubscribeUrl } from '../../src/processes/activity-deps.js';
import { evergreen } from '../cli/evergreen.js';
import { operatorsSettings } from '../support/operators-settings.js';
import { eventually } from '../support/sandbox-process.js';
import { tellSenderStory } from '../support/sender-story.js';

describe('what Resend reports of somebody who was forgotten since', () => {
  const story = tellSenderStory();
  const forget = async (email: string) => {
    const { world } = story;
    const ran = await evergreen(['forget', email, '--go'], {
      env: operatorsSettings(world),
      now: () => new Date(),
      withRuns: (work) => work(world.runs),
    });
    assert.equal(ran.code, 0, ran.err);
    return ran.out;
  };
  const onlyContact = async () => {
    const [one, ...more] = await story.world.observer.contacts.all();
    assert.deepEqual(more, []);
    return one?.values;
  };

  it('makes them a contact that must not be mailed, and nobody who has signed up', async () => {
    const email = 'late@salon.example';
    const { emailId } = await story.receive(email);
    assert.match(await forget(email), /Resend may still report a bounce or a complaint/);
    await story.world.resend.happen({ emailId, type: 'email.bounced' });
    await eventually('it is known', async () => (await onlyContact())?.emailStatus === 'Bounced');
    assert.equal((await onlyContact())?.campaignStatus, null);
  });

  it('does not tell their address anew where it is kept that they must not be mailed', async () => {
    const email = 'kept@salon.example';
    const { emailId } = await story.receive(email);
    const { pathname } = new URL(unsubscribeUrl(story.world.config, email));
    assert.equal((await story.world.app.request(pathname, { method: 'POST' })).status, 200);
    await eventually('it is told', async () => {
      const all = await story.world.observer.contacts.all();
      return all.some(({ values }) => values.emailStatus === 'Unsubscribed');
    });
    await forget(email);
    await story.world.resend.happen({ emailId, type: 'email.complained' });
    const key = contactKey(sandboxSecrets.CONTACT_KEY_SECRET, email);
    await eventually(
      'it is known',
      async () => (await onlyContact())?.emailStatus === 'Complained',
    );
    const { email: address, contactKey: kept } = (await onlyContact()) ?? {};
    assert.deepEqual([address, kept], [null, key]);
  });
});

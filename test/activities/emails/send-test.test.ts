import assert from 'node:assert/strict';
import { unpackMail } from '../../../src/activities/emails/pack-mail.js';
import { prepareTest } from '../../../src/activities/emails/send-test.js';
import type { TemplateDesk } from '../../../src/templates/template-desk.js';
import type { Workspace } from '../../../src/vendors/notion/connect.js';
import { loneActivityDeps } from '../../support/lone-activities.js';

describe('a test of copy', () => {
  const html = '<p>Hi {{ first_name }}, this is about {{ business_name }}.</p>';
  const templates = {
    copyOf: async (name: string) =>
      name === 'none' ? undefined : { name, status: 'Active', subject: 'Subject', html },
  } as unknown as TemplateDesk;
  const prepare = async (template: string, isTestRecipient = () => true) => {
    const workspace = {} as Workspace;
    const deps = await loneActivityDeps({ workspace, templates, isTestRecipient });
    return prepareTest(deps)({ template, to: 'ann@ours.example', by: 'Ann' });
  };

  it('is marked in subject, header and tag, and unsubscribes whom it goes to alone', async () => {
    const prepared = await prepare('5-Day E2');
    assert.ok(prepared.kind === 'ready');
    const { subject, to, headers, tags } = unpackMail(prepared.mail);
    assert.equal(subject, '[Test] Subject');
    assert.equal(to, 'ann@ours.example');
    assert.deepEqual(headers, {
      'List-Unsubscribe': '<https://us.example/u/1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'X-Evergreen-Test': 'true',
    });
    assert.deepEqual(tags, [{ name: 'test', value: '5-Day_E2' }]);
  });

  it('is of the kind that its sequence is', async () => {
    const prepared = await prepare('onboarding_phase1_email_1');
    assert.ok(prepared.kind === 'ready');
    assert.deepEqual(unpackMail(prepared.mail).headers, { 'X-Evergreen-Test': 'true' });
  });

  it('is refused for others, and where there is no such template', async () => {
    assert.equal((await prepare('5-Day E2', () => false)).kind, 'refused');
    assert.deepEqual(await prepare('none'), {
      kind: 'refused',
      reason: 'there is no template "none"',
    });
  });
});

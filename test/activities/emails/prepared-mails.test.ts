import assert from 'node:assert/strict';
import { packMail } from '../../../src/activities/emails/pack-mail.js';
import { PreparedMails } from '../../../src/activities/emails/prepared-mails.js';
import type { Mail, Prepared } from '../../../src/domain/mail/mail.js';

describe('mails that were prepared', () => {
  const execution = { workflowId: 'assessment/1', runId: 'first' };
  const mail = { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello' } as Mail;

  /** What Temporal tells, and how often it was asked. */
  const begin = (told: Prepared | undefined) => {
    const asked: string[] = [];
    const mails = new PreparedMails({
      async resultOf({ runId }, id) {
        asked.push(`${runId}/${id}`);
        return told;
      },
    });
    return { mails, asked };
  };

  it('are known where they were prepared, and Temporal is not asked', async () => {
    const { mails, asked } = begin(undefined);
    mails.keep(execution, '6', mail);
    assert.equal(await mails.find(execution, '6'), mail);
    assert.deepEqual(asked, []);
  });

  it('are read back from history elsewhere, once', async () => {
    const readAt = '2026-01-31T10:00:00Z';
    const { mails, asked } = begin({ kind: 'ready', id: '6', mail: packMail(mail), readAt });
    assert.deepEqual(await mails.find(execution, '6'), mail);
    assert.deepEqual(await mails.find(execution, '6'), mail);
    assert.deepEqual(asked, ['first/6']);
  });

  it('are of one execution, and one preparation', async () => {
    const { mails } = begin(undefined);
    mails.keep(execution, '6', mail);
    assert.equal(await mails.find({ ...execution, runId: 'second' }, '6'), undefined);
    assert.equal(await mails.find(execution, '7'), undefined);
  });
});

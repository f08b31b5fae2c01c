import assert from 'node:assert/strict';
import { Lessons } from '../../../src/activities/emails/lessons.js';
import { VendorFault } from '../../../src/domain/errors.js';
import type { Answer } from '../../../src/domain/mail/mail.js';
import { KnownFaults } from '../../../src/vendors/known-faults.js';
import { unknownFaults } from '../../support/lone-activities.js';

const request: Answer = { kind: 'refused', reason: 'validation_error (422)', fault: 'unclear' };
const firewall: Answer = { kind: 'refused', reason: 'error (403)', fault: 'unclear' };
const recipient: Answer = { ...request, fault: 'recipient' };
const quota: Answer = { kind: 'refused', reason: 'daily_quota_exceeded (429)', fault: 'account' };
const sent: Answer = { kind: 'sent', id: 'an-id' };

/** What refusals of emails mean, by what others were answered. */
describe('lessons of answers to emails', () => {
  function start({ isSenderRefused = false } = {}) {
    const tried: string[] = [];
    let who = '';
    const resend = new KnownFaults(
      'resend',
      { onFault() {}, onMended() {}, onForgotten() {}, letTry: async (one) => tried.push(one) > 0 },
      { caller: () => who },
    );
    const checkSender = async () => {
      if (isSenderRefused) throw new VendorFault('no', { kind: 'permanent', about: 'resend' });
    };
    const faults = { ...unknownFaults(), resend };
    const lessons = new Lessons({ faults, checkSender, now: async () => new Date() });
    const learn = async (answer: Answer, person = 'her') => {
      who = person;
      const meant = await lessons.learn(answer, lessons.begin(`assessment/${person}/2`));
      return meant.kind === 'refused' ? meant.fault : meant.kind;
    };
    return { learn, lessons, tried, look: () => resend.look('resend') };
  }

  it('are that it is the account, as long as no other goes', async () => {
    const { learn } = start();
    for (let times = 0; times < 9; times += 1) assert.equal(await learn(request), 'account');
    assert.equal(await learn(firewall, 'him'), 'account');
  });

  it('are that it is the email where others went that began after it was refused', async () => {
    const { learn } = start();
    assert.equal(await learn(request), 'account');
    assert.equal(await learn(firewall, 'him'), 'account');
    assert.equal(await learn(sent, 'another'), 'sent');
    assert.equal(await learn(firewall), 'unclear', 'in whatever words');
    assert.equal(await learn(firewall, 'him'), 'unclear');
    assert.equal(await learn(request, 'a fourth'), 'account', 'of whom nobody knows yet');
    assert.equal(await learn(sent), 'sent');
    assert.equal(await learn(request), 'account', 'as it has gone since');
  });

  it('are nothing where one of another went that had begun before, or is never to go', async () => {
    const { learn, lessons } = start();
    const before = lessons.begin('assessment/another/2');
    assert.equal(await learn(request), 'account');
    await lessons.learn(sent, before);
    assert.equal(await learn(recipient, 'a third'), 'recipient');
    assert.equal(await learn(request), 'account');
  });

  it('are that it is the account where Resend says so, whoever goes', async () => {
    const { learn } = start();
    for (let times = 0; times < 3; times += 1) {
      assert.equal(await learn(quota), 'account');
      assert.equal(await learn(sent, 'another'), 'sent');
    }
  });

  it('let an email try while Resend finds no fault with the account, and none while it does', async () => {
    for (const isSenderRefused of [false, true]) {
      const { learn, tried, look } = start({ isSenderRefused });
      await learn(quota);
      assert.equal((await look()).kind, 'lasts');
      assert.deepEqual(tried, isSenderRefused ? [] : ['her']);
    }
  });
});

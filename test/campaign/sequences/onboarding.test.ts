import assert from 'node:assert/strict';
import { onboarding } from '../../../src/campaign/sequences/onboarding.js';
import { accepted, faultsOf } from '../../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'a@b.org';
const { read } = onboarding.event;

describe('the event of a client', () => {
  const table: [object, 'paid' | 'payment_not_confirmed' | 'refused'][] = [
    [{ payment_confirmed: true }, 'paid'],
    [{ payment_status: ' Paid ' }, 'paid'],
    [{ payment_status: 'COMPLETED' }, 'paid'],
    [{ payment_confirmed: true, payment_status: 'paid' }, 'paid'],
    [{ payment_confirmed: false }, 'payment_not_confirmed'],
    [{ payment_status: 'pending' }, 'payment_not_confirmed'],
    [{ payment_confirmed: true, payment_status: 'pending' }, 'payment_not_confirmed'],
    [{ payment_confirmed: false, payment_status: 'paid' }, 'payment_not_confirmed'],
    [{}, 'refused'],
    [{ payment_confirmed: null, payment_status: '' }, 'refused'],
    [{ payment_confirmed: 'true' }, 'refused'],
    [{ payment_confirmed: 1 }, 'refused'],
    [{ payment_confirmed: 'yes', payment_status: 'paid' }, 'refused'],
    [{ payment_confirmed: null, payment_status: 'paid' }, 'paid'],
    [{ payment_confirmed: true, payment_status: ' ' }, 'paid'],
    [{ payment_status: 'paid in full' }, 'payment_not_confirmed'],
    [{ payment_status: 'unpaid' }, 'payment_not_confirmed'],
    [{ payment_status: 'completed\n' }, 'paid'],
    [{ payment_status: '\ufeffpaid\u200b' }, 'paid'],
    [{ payment_status: 'un\u00adpaid' }, 'payment_not_confirmed'],
  ];
  for (const [body, expected] of table) {
    it(`takes ${JSON.stringify(body)} for ${expected}`, () => {
      if (expected === 'refused') {
        const paths = faultsOf(() => read({ email, ...body }, now));
        assert.deepEqual(paths, ['payment_confirmed']);
        return;
      }
      const event = read({ email, ...body }, now);
      assert.equal('ignored' in event ? event.ignored : 'paid', expected);
    });
  }

  for (const signed of [true, false, null, '', undefined]) {
    it(`${signed === false ? 'warns' : 'does not warn'} when docusign_completed is ${JSON.stringify(signed)}`, () => {
      const body = { email, payment_confirmed: true, docusign_completed: signed };
      const { warnings, alerts } = accepted(onboarding.event, body, now);
      assert.equal(warnings.length, signed === false ? 1 : 0);
      assert.deepEqual(alerts, signed === false ? ['contract_open'] : undefined);
    });
  }
});

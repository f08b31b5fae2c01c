import assert from 'node:assert/strict';
import { InvalidEvent } from '../../../src/domain/errors.js';
import { readOnboarding } from '../../../src/domain/event/onboarding.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'a@b.org';

const faultsOf = (read: () => unknown): string[] => {
  try {
    read();
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidEvent, String(error));
    return error.faults.map(({ path }) => path);
  }
};

describe('readOnboarding', () => {
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
  ];
  for (const [body, expected] of table) {
    it(`takes ${JSON.stringify(body)} for ${expected}`, () => {
      if (expected === 'refused') {
        const paths = faultsOf(() => readOnboarding({ email, ...body }, now));
        assert.deepEqual(paths, ['payment_confirmed']);
        return;
      }
      const event = readOnboarding({ email, ...body }, now);
      assert.equal('ignored' in event ? event.ignored : 'paid', expected);
    });
  }

  for (const signed of [true, false, null, '', undefined]) {
    it(`${signed === false ? 'warns' : 'does not warn'} when docusign_completed is ${JSON.stringify(signed)}`, () => {
      const body = { email, payment_confirmed: true, docusign_completed: signed };
      const event = readOnboarding(body, now);
      assert.ok('warnings' in event);
      assert.equal(event.warnings.length, signed === false ? 1 : 0);
    });
  }

  it('refuses what is faulty even where nothing is paid', () => {
    const body = { email, payment_confirmed: false, docusign_completed: 'no', payment_amount: -1 };
    assert.deepEqual(
      faultsOf(() => readOnboarding(body, now)),
      ['payment_amount', 'docusign_completed'],
    );
  });

  it('asks for no payment of what is no object', () => {
    assert.deepEqual(
      faultsOf(() => readOnboarding([], now)),
      [''],
    );
  });

  it('keeps all that copy may tell, and nothing of the payment check', () => {
    const told = {
      payment_amount: 2_500,
      payment_date: '2025-11-30',
      docusign_completed: true,
      salon_address: '1 Main Street\nTown',
      observation_dates: ['2026-01-12', '2026-01-13'],
      start_date: '2026-01-12',
      package_type: 'Phase 1',
      portal_url: 'https://x.org',
      diagnostic_call_date: '2025-11-20',
    };
    const event = readOnboarding({ email, payment_status: 'paid', ...told }, now);
    assert.ok('data' in event);
    assert.deepEqual(event.data, told);
    assert.deepEqual(event.base, now);
  });
});

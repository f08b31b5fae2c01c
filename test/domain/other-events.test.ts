import assert from 'node:assert/strict';
import { InvalidEvent } from '../../src/domain/errors.js';
import { readNoShow } from '../../src/domain/events/no-show.js';
import { readOnboarding } from '../../src/domain/events/onboarding.js';
import { readPostCall } from '../../src/domain/events/post-call.js';
import { readSignup } from '../../src/domain/events/signup.js';

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

describe('readSignup', () => {
  it('reads who it is, and where they came from', () => {
    const { contact, data } = readSignup({ email, name: 'Ann', source: 'fair' }, now);
    assert.deepEqual(contact, { email, firstName: 'Ann' });
    assert.deepEqual(data, { source: 'fair' });
  });
});

describe('readNoShow', () => {
  const occasionOf = (body: object) => readNoShow({ email, ...body }, now).occasion;

  it('counts times from the acceptance, whatever the call was scheduled for', () => {
    const { base } = readNoShow({ email, event_id: 'x', scheduled_time: '2020-01-01' }, now);
    assert.deepEqual(base, now);
  });

  it('takes a bare id for the last part of the URI, so that both name one call', () => {
    const byUri = occasionOf({ calendly_event_uri: 'https://api.example/scheduled_events/AB12' });
    assert.equal(occasionOf({ calendly_event_id: 'AB12' }), byUri);
    assert.equal(occasionOf({ event_id: 'AB12' }), byUri);
    assert.notEqual(occasionOf({ event_id: 'AB13' }), byUri);
    assert.match(byUri ?? '', /^[0-9a-f]{16}$/);
  });

  it('asks for the call, together with every other fault', () => {
    assert.deepEqual(
      faultsOf(() => readNoShow({ email: 'x', event_id: ' ' }, now)),
      ['email', 'calendly_event_uri'],
    );
  });
});

describe('readPostCall', () => {
  const occasionOf = (call_date?: string) => {
    const event = readPostCall({ email, call_date }, now);
    return 'occasion' in event ? event.occasion : undefined;
  };

  for (const outcome of ['Maybe', ' maybe later', 'MAYBE - next year', undefined, '']) {
    it(`follows up on ${JSON.stringify(outcome)}`, () => {
      assert.ok(!('ignored' in readPostCall({ email, call_outcome: outcome }, now)));
    });
  }
  for (const outcome of ['Yes', 'no', 'not maybe']) {
    it(`ignores ${JSON.stringify(outcome)}`, () => {
      const event = readPostCall({ email, call_outcome: outcome }, now);
      assert.equal('ignored' in event && event.ignored, 'not_a_maybe');
    });
  }

  it('counts calls by day', () => {
    assert.equal(occasionOf('2025-12-01'), '2025-12-01');
    assert.equal(occasionOf('2025-12-01T15:00Z'), '2025-12-01');
    assert.equal(occasionOf(), 'call');
    assert.match(occasionOf('last Tuesday') ?? '', /^[0-9a-f]{16}$/);
  });

  it('takes one objection or a list, and notes with line breaks', () => {
    const event = readPostCall({ email, objections: 'price', call_notes: 'a\n\tb' }, now);
    assert.ok('data' in event);
    assert.deepEqual(event.data['objections'], ['price']);
    assert.equal(event.data['call_notes'], 'a\n\tb');
  });

  const faulty: [string, object, string[]][] = [
    ['an objection that is no text', { objections: ['a', 'b', 'c', 5] }, ['objections.3']],
    [
      'over fifty objections',
      { objections: Array.from({ length: 51 }, () => 'x') },
      ['objections'],
    ],
    ['notes over 2,000 characters', { call_notes: 'x'.repeat(2_001) }, ['call_notes']],
    ['a line break elsewhere', { interest_level: 'a\nb' }, ['interest_level']],
    ['a NUL in notes', { call_notes: 'a\u0000b' }, ['call_notes']],
  ];
  for (const [what, body, paths] of faulty) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        faultsOf(() => readPostCall({ email, ...body }, now)),
        paths,
      );
    });
  }
});

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

  it('warns of a contract that is open', () => {
    const event = readOnboarding(
      { email, payment_confirmed: true, docusign_completed: false },
      now,
    );
    assert.ok('warnings' in event && event.warnings.length === 1);
  });
});

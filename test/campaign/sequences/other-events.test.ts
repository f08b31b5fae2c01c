import assert from 'node:assert/strict';
import { InvalidEvent } from '../../../src/domain/errors.js';
import { readNoShow } from '../../../src/domain/event/no-show.js';
import { readPostCall } from '../../../src/domain/event/post-call.js';
import { readSignup } from '../../../src/domain/event/signup.js';

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

  it('needs an address alone, and takes nothing else for given', () => {
    const blank = { first_name: ' ', last_name: null, business_name: '', source: '' };
    assert.deepEqual(readSignup({ email, ...blank, plan: 'x' }, now), {
      contact: { email },
      data: {},
      segment: null,
      base: now,
      warnings: [],
    });
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

  const uris = [
    'https://api.calendly.com/scheduled_events/AB12',
    'https://api.calendly.com/scheduled_events/AB12/',
    'https://api.calendly.com/scheduled_events/AB12?month=2025-12',
    'https://api.calendly.com/scheduled_events/AB12#top/of/page',
    'HTTPS://api.calendly.com/AB12',
    ' https://api.calendly.com/scheduled_events/AB12 ',
    'AB12',
  ];
  for (const uri of uris) {
    it(`knows the call AB12 by ${JSON.stringify(uri)}`, () => {
      assert.equal(occasionOf({ calendly_event_uri: uri }), occasionOf({ event_id: 'AB12' }));
    });
  }

  it('tells calls apart, whatever characters their ids hold', () => {
    const ids = [
      'a#1',
      'a#2',
      'a?1',
      'a/1',
      'b/1',
      '/',
      '?',
      'ab12',
      'AB12',
      'https://x.org',
      '12',
    ];
    const occasions = ids.map((id) => occasionOf({ event_id: id }));
    assert.equal(new Set(occasions).size, ids.length);
  });

  it('goes by the first of several names', () => {
    const both = { calendly_event_uri: 'https://x.org/AB12', event_id: 'other' };
    assert.equal(occasionOf(both), occasionOf({ event_id: 'AB12' }));
    const blank = { calendly_event_uri: '', calendly_event_id: null, event_id: 'AB12' };
    assert.equal(occasionOf(blank), occasionOf({ event_id: 'AB12' }));
  });

  it('keeps what copy may tell of the call', () => {
    const told = {
      scheduled_time: '2025-12-01T10:00:00Z',
      event_type: 'Strategy call',
      reschedule_url: 'https://x.org/again',
    };
    assert.deepEqual(readNoShow({ email, event_id: 'AB12', ...told }, now).data, told);
  });

  const faulty: [body: unknown, paths: string[]][] = [
    [{ email: 'x', event_id: ' ' }, ['email', 'calendly_event_uri']],
    [{ email }, ['calendly_event_uri']],
    [{ email, event_id: null, calendly_event_id: '' }, ['calendly_event_uri']],
    [{ email, event_id: 5 }, ['event_id']],
    [{ email, calendly_event_id: {} }, ['calendly_event_id']],
    [{ email, event_id: 'x'.repeat(201) }, ['event_id']],
    [[], ['']],
    ['AB12', ['']],
    [null, ['']],
    [5, ['']],
  ];
  for (const [body, paths] of faulty) {
    it(`refuses ${JSON.stringify(body).slice(0, 60)}, naming ${JSON.stringify(paths)}`, () => {
      assert.deepEqual(
        faultsOf(() => readNoShow(body, now)),
        paths,
      );
    });
  }
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
  for (const outcome of ['Yes', 'no', 'not maybe', 'may be', 'perhaps']) {
    it(`ignores ${JSON.stringify(outcome)}`, () => {
      const event = readPostCall({ email, call_outcome: outcome }, now);
      assert.equal('ignored' in event && event.ignored, 'not_a_maybe');
    });
  }

  const sameDay = [
    '2025-12-01',
    ' 2025-12-01 ',
    '20251201',
    '2025-12-01T15:00Z',
    '2025-12-01T15:00:00.000+01:00',
    '20251201T1500Z',
    '2025-12-01 15:00',
    // On the caller's calendar it is still the first.
    '2025-12-01T23:30-05:00',
    '2025-12-01T00:30+09:00',
  ];
  for (const date of sameDay) {
    it(`counts ${JSON.stringify(date)} as the call of 2025-12-01`, () =>
      assert.equal(occasionOf(date), '2025-12-01'));
  }

  it('takes dates in other words for what they say, whatever their case', () => {
    assert.match(occasionOf('last Tuesday') ?? '', /^[0-9a-f]{16}$/);
    assert.equal(occasionOf('LAST Tuesday'), occasionOf('last tuesday'));
    const words = ['last tuesday', '2025-13-01', '2025-12-011', '12/01/2025', '2025-12-02'];
    assert.equal(new Set(words.map(occasionOf)).size, words.length);
  });

  it('has one call where no date is given', () => {
    assert.equal(occasionOf(), 'call');
    assert.equal(occasionOf(' '), 'call');
  });

  it('counts times from the acceptance, whatever the date of the call', () => {
    const event = readPostCall({ email, call_date: '2020-01-01' }, now);
    assert.ok('base' in event);
    assert.deepEqual(event.base, now);
  });

  it('refuses what is faulty even where there is nothing to follow up', () => {
    assert.deepEqual(
      faultsOf(() => readPostCall({ email: 'x', call_outcome: 'No' }, now)),
      ['email'],
    );
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
    ['one objection of over 200 characters', { objections: 'x'.repeat(201) }, ['objections']],
    ['objections that are no list', { objections: { a: 1 } }, ['objections']],
    ['an outcome that is no text', { call_outcome: false }, ['call_outcome']],
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

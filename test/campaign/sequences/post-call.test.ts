import assert from 'node:assert/strict';
import fc from 'fast-check';
import { postCall } from '../../../src/campaign/sequences/post-call.js';
import { accepted } from '../../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'a@b.org';
const read = (body: unknown) => accepted(postCall.event, body, now);

describe('the event of a maybe', () => {
  const occasionOf = (call_date?: string) => {
    return read({ email, call_date }).occasion;
  };

  for (const outcome of ['Maybe', ' maybe later', 'MAYBE - next year', undefined, '']) {
    it(`follows up on ${JSON.stringify(outcome)}`, () => {
      assert.ok(read({ email, call_outcome: outcome }).data['call_outcome']);
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
    '2025-12-01T10:30[Europe/Berlin]',
    '2025/12/1',
    '2025.12.01',
    'December 1, 2025',
    'december 1st 2025 at 3 PM',
    'Dec 1 2025',
    'Dec. 1, 2025, 3:00 p.m.',
    'Monday, December 1, 2025',
    '1 December 2025',
    '1. Dec 2025',
    '1-Dec-2025',
    'Mon, 01 Dec 2025 15:00:00 GMT',
    'Mon Dec 01 2025 15:00:00 GMT+0100 (Central European Standard Time)',
    '01.12.2025',
    '1.12.2025 15:00',
    '12/01/2025',
    '12/1/2025, 3:00:00\u202fPM',
    '12-01-2025',
    '12/1/25',
  ];
  for (const date of sameDay) {
    it(`counts ${JSON.stringify(date)} as the call of 2025-12-01`, () =>
      assert.equal(occasionOf(date), '2025-12-01'));
  }

  it('takes dates in other words for what they say, whatever their case', () => {
    assert.match(occasionOf('last Tuesday') ?? '', /^[0-9a-f]{16}$/);
    assert.equal(occasionOf('LAST Tuesday'), occasionOf('last tuesday'));
    const words = [
      'last tuesday',
      '2025-13-01',
      '2025-02-29',
      '2025-12-011',
      '31/31/2025',
      '2025-12-01, 2025-12-03',
      'December 1',
      '2025-12-02',
    ];
    assert.equal(new Set(words.map(occasionOf)).size, words.length);
  });

  const warningsOf = (call_date?: string) => read({ email, call_date }).warnings;
  const guessed = ['call_date may name two days: read as month/day/year; write it as 2025-12-31'];
  const unread = ['call_date is no date that we know: its words alone tell this call from others'];
  const readings: [date: string | undefined, warnings: string[], occasion: RegExp][] = [
    ['12/01/2025', guessed, /^2025-12-01$/],
    ['01-12-2025', guessed, /^2025-01-12$/],
    ['12/31/25', guessed, /^2025-12-31$/],
    ['12/31/2025', [], /^2025-12-31$/],
    ['31/12/2025', [], /^2025-12-31$/],
    ['12/12/2025', [], /^2025-12-12$/],
    ['12.01.2025', [], /^2025-01-12$/],
    ['December 1, 2025', [], /^2025-12-01$/],
    ['last Tuesday', unread, /^[0-9a-f]{16}$/],
    ['2025-02-29', unread, /^[0-9a-f]{16}$/],
    [undefined, [], /^call$/],
  ];
  for (const [date, warnings, occasion] of readings) {
    it(`says how sure it is of ${JSON.stringify(date)}`, () => {
      assert.deepEqual(warningsOf(date), warnings);
      assert.match(occasionOf(date) ?? '', occasion);
    });
  }

  it('knows every day in every form that can be read in one way', () => {
    const names = Array.from({ length: 12 }, (_, at) =>
      new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(
        new Date(Date.UTC(2025, at, 1)),
      ),
    );
    const anyDay = fc.date({
      min: new Date('2000-01-01T00:00:00Z'),
      max: new Date('2099-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(anyDay, (date) => {
        const day = date.toISOString().slice(0, 10);
        const [year = '', month = '', of = ''] = day.split('-');
        const name = names[date.getUTCMonth()] ?? '';
        const forms = [
          date.toISOString(),
          date.toUTCString(),
          `${year}${month}${of}`,
          `${Number(of)} ${name} ${year}`,
          `${name.slice(0, 3)}. ${of}, ${year}`,
          `${of}.${month}.${year}`,
          `${year}/${Number(month)}/${Number(of)} 9:05 am`,
          ...(Number(of) > 12 ? [`${of}/${month}/${year}`, `${month}-${of}-${year}`] : []),
        ];
        for (const form of forms) {
          assert.equal(occasionOf(form), day, form);
          assert.deepEqual(warningsOf(form), [], form);
        }
      }),
    );
  });

  it('is done at once with whatever it cannot read', () => {
    for (const filler of ['a', ' a', '+1 ', '(', ' ', '12:00 ', 'T']) {
      for (const date of ['2025-12-01 10:00', '1 December 2025 at 3 pm', '12/01/2025, 3:00']) {
        assert.deepEqual(warningsOf(`${date}${filler.repeat(25)}!`), unread);
      }
    }
  });

  it('has one call where no date is given', () => {
    assert.equal(occasionOf(), 'call');
    assert.equal(occasionOf(' '), 'call');
  });

  it('counts times from the acceptance, whatever the date of the call', () => {
    assert.deepEqual(read({ email, call_date: '2020-01-01' }).base, now);
  });

  it('takes one objection or a list, and notes with line breaks', () => {
    const { data } = read({ email, objections: 'price', call_notes: 'a\n\tb' });
    assert.deepEqual(data['objections'], ['price']);
    assert.equal(data['call_notes'], 'a\n\tb');
  });
});

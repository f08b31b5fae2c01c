import assert from 'node:assert/strict';
import { renderEmail } from '../../../src/domain/mail/template.js';
import { blocked, clock, layout, render, template, values } from './template-sample.js';

/** Where the machine thinks that it is. */
const machines = [
  'UTC',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];

function say(words: string, given: Record<string, string | number> = {}, zone = 'UTC'): string {
  const { text } = renderEmail(
    { ...template, html: `<p>${words}</p>` },
    layout,
    { ...values, ...given },
    'transactional',
    { ...clock, zone },
  );
  return text.split('\n')[0] ?? '';
}

describe('filters', () => {
  const amounts: [words: string, said: string][] = [
    ['{{ 14700 | number_with_delimiter }}', '14,700'],
    ['{{ 1234567.5 | number_with_delimiter }}', '1,234,567.5'],
    ['{{ 999 | number_with_delimiter }}', '999'],
    ['{{ 0 | number_with_delimiter }}', '0'],
    ['{{ -14700 | number_with_delimiter: "." }}', '-14.700'],
    ['{{ "14700" | number_with_delimiter }}', '14,700'],
    ['{{ "14,700" | number_with_delimiter }}', '14,700'],
    ['{{ 14700 | money }}', '$14,700'],
    ['{{ 14700.5 | money }}', '$14,700.50'],
    ['{{ -20 | money }}', '-$20'],
    ['{{ 14700 | money: "EUR" }}', '€14,700'],
    ['{{ "$5,000 a month" | money }}', '$5,000 a month'],
    ['{{ "-0" | money }}', '$0'],
    ['{{ "0.5" | money }}', '$0.50'],
    ['{{ 7.000000000000001 | money }}', '$7.00'],
    ['{{ -14700.256 | money }}', '-$14,700.26'],
    ['{{ 999999999999999 | money }}', '$999,999,999,999,999'],
    ['{{ "1e21" | money }}', '1e21'],
    ['{{ "12345678901234567890" | number_with_delimiter }}', '12345678901234567890'],
    ['none: {{ "" | money }}', 'none:'],
    ['{{ nothing | default: 5 | money: "gbp" }}', '£5'],
    ['{{ "14 700" | number_with_delimiter }}', '14 700'],
    ['{{ 1500 | money: "JPY" }}', '¥1,500'],
    ['{{ " 14700 " | money }}', '$14,700'],
    ['{{ "1,2" | split: "," | money }}', '$12'],
    ['{{ "a+b@salon.example" | mailbox_encode }}', 'a+b@salon.example'],
    ['{{ "a b@salon.example" | mailbox_encode }}', 'a%20b@salon.example'],
    ['{{ "a < b" | escape_once }}', 'a < b'],
  ];
  for (const [words, said] of amounts) it(`say ${words}`, () => assert.equal(say(words), said));

  const sums: [words: string, said: string][] = [
    ['{{ 14700 | minus: 700 }}', '14000'],
    ['{{ "14700" | times: 2 | money }}', '$29,400'],
    ['{{ " 12 " | divided_by: 5.0 }}', '2.4'],
    ['{{ "2.5" | round }}', '3'],
    ['{{ nothing | default: 1 | plus: "2" | at_least: 5 }}', '5'],
    ['{{ -7 | abs | modulo: 4 }}', '3'],
  ];
  for (const [words, said] of sums) it(`say ${words}`, () => assert.equal(say(words), said));

  for (const amount of ['$2,500', '2,500', 'about 90', '9 %', '-', '1e999']) {
    it(`calculate nothing with ${amount}, of which Liquid makes 0`, () => {
      for (const words of ['{{ told | minus: 5 }}', '{{ 5 | plus: told }}', '{{ told | round }}']) {
        assert.throws(
          () => render({ html: `<p>${words}</p>` }, { told: amount }),
          blocked(/needs numbers, such as 14700, and this is none/),
        );
      }
    });
  }

  it('name a currency that is none', () => {
    assert.throws(
      () => render({ html: '<p>{{ 5 | money: "dollars" }}</p>' }),
      blocked(/"dollars" is no currency/),
    );
  });
});

describe('a tag that writes what is no word and no amount', () => {
  const cases: [words: string, why: RegExp][] = [
    ['{{ first_name or "there" }}', /writes "true"/],
    ['{{ not first_name }}', /writes "false"/],
    ['{% assign is = first_name == "x" %}{{ is }}', /writes "false"/],
    ['{{ revenue_leak_total | divided_by: red_systems }}', /no result/],
    ['{{ revenue_leak_total | modulo: red_systems }}', /no result/],
    ['{{ revenue_leak_total | times: 99999999999 | times: 99999999999 }}', /no result/],
    ['{{ objections | first }}', /"\| first" needs a list; write "\| split: ', ' \| first"/],
    ['{{ objections | last }}', /"\| last" needs a list/],
    ['{{ objections[0] }}', /objections\[0\] is one letter; write \{% assign list = objections/],
    ['{{ objections["0"] }}', /objections\[0\] is one letter/],
    ['{% if objections[0] %}x{% endif %}', /objections\[0\] is one letter/],
  ];
  for (const [words, why] of cases) {
    it(`blocks: ${words}`, () => {
      const told = { red_systems: '0', revenue_leak_total: '14700', objections: 'a, b' };
      assert.throws(() => render({ html: `<p>${words}</p>` }, told), blocked(why));
      assert.throws(() => render({ subject: words }, told), blocked(why));
    });
  }
});

describe('dates', () => {
  const zone = 'America/New_York';
  const cases: [words: string, said: string][] = [
    ['{{ "2026-01-15" | date: "%B %-d, %Y" }}', 'January 15, 2026'],
    ['{{ "2026-01-15" | date }}', 'January 15, 2026'],
    ['{{ "2026-05-01, 2026-05-02" | date: "%B %-d" }}', 'May 1, May 2'],
    ['{{ "2026-05-01, 2026-05-32" | date: "%B %-d" }}', 'May 1, 2026-05-32'],
    ['{{ "2026-05-01, in the morning" | date }}', '2026-05-01, in the morning'],
    ['{{ nothing | default: "not fixed yet" | date }}', 'not fixed yet'],
    ['{{ "price, time" | split: ", " | first }}', 'price'],
    [
      '{% assign list = "price, time" | split: ", " %}{{ list | last }} {{ list[0] }}',
      'time price',
    ],
    ['{{ "2026-01-15" | date_to_string }}', '15 Jan 2026'],
    ['{{ "2026-01-15T10:00Z" | date_to_rfc822 }}', 'Thu, 15 Jan 2026 05:00:00 -0500'],
    ['none: {{ nil | date }}', 'none:'],
    [
      '{{ "2026-01-15T03:30:00Z" | date: "%A, %B %-d at %-l:%M %p" }}',
      'Wednesday, January 14 at 10:30 PM',
    ],
    ['{{ "2026-07-15T03:30:00+02:00" | date: "%Y-%m-%d %H:%M" }}', '2026-07-14 21:30'],
    ['{{ "2026-01-15T10:00" | date: "%H:%M %z" }}', '10:00 -0500'],
    ['{{ "2026-01-15 10:00" | date: "%l:%M%P %Z" }}', '10:00am EST'],
    ['{{ "January 15, 2026" | date: "%Y-%m-%d" }}', '2026-01-15'],
    ['{{ "Thursday, 15 Jan 2026" | date: "%A %e %b" }}', 'Thursday 15 Jan'],
    ['{{ "Jan 15th, 2026 at 3:30 pm" | date: "%H:%M" }}', '15:30'],
    ['{{ 1768478400 | date: "%Y-%m-%d %H" }}', '2026-01-15 07'],
    ['{{ "now" | date: "%Y-%m-%d %H:%M" }}', '2026-03-09 23:30'],
    ['{{ "today" | date: "%A" }}', 'Monday'],
    [
      '{{ "2026-01-15" | date: "%j %U %W %V %u %w %C %y %-m/%-d %e %q" }}',
      '015 02 02 03 4 4 20 26 1/15 15 th',
    ],
    [
      '{{ "2026-01-05T08:05:09Z" | date: "%-H|%_H|%k|%I|%S|%L|%s|%^a|%%|%:z|%T" }}',
      '3| 3| 3|03|09|000|1767600309|MON|%|-05:00|03:05:09',
    ],
    ['{{ "2026-01-15T03:30:00Z" | date: "%H:%M", "Europe/Berlin" }}', '04:30'],
    ['{{ "2026-01-15" | date_to_long_string }}', '15 January 2026'],
    ['{{ "2026-01-15T03:30:00Z" | date_to_xmlschema }}', '2026-01-14T22:30:00-05:00'],
    ['{{ "January 12" | date: "%A, %Y" }}', 'January 12'],
    ['{{ "early in 2026" | date: "%Y" }}', 'early in 2026'],
    ['{{ "05/06/2026" | date: "%B" }}', '05/06/2026'],
    ['{{ "2026-02-30" | date: "%B" }}', '2026-02-30'],
    ['{{ "2026" | date: "%Y" }}', '2026'],
    ['{{ "2028-02-29" | date: "%A, %B %-d" }}', 'Tuesday, February 29'],
    ['{{ "2027-02-29" | date: "%B %-d" }}', '2027-02-29'],
    ['{{ "2026-03-08T02:30" | date: "%H:%M %Z" }}', '03:30 EDT'],
    ['{{ "2026-11-01T05:30:00Z" | date: "%H:%M %Z" }}', '01:30 EDT'],
    ['{{ "2026-11-01T06:30:00Z" | date: "%H:%M %Z" }}', '01:30 EST'],
    ['{{ 1768478400000 | date: "%Y-%m-%d %H" }}', '2026-01-15 07'],
    ['{{ "1768478400000" | date: "%Y" }}', '2026'],
    ['none: {{ "" | date: "%Y" }}', 'none:'],
    ['{{ "now" | date: "%s" | plus: 86400 | date: "%A" }}', 'Tuesday'],
  ];
  for (const machine of machines) {
    describe(`on a machine in ${machine}`, () => {
      const before = process.env['TZ'];
      beforeEach(() => {
        process.env['TZ'] = machine;
      });
      afterEach(() => {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      });
      for (const [words, said] of cases) {
        it(`say ${words}`, () =>
          assert.equal(say(words, {}, zone).replaceAll(/\s+/g, ' '), said.replaceAll(/\s+/g, ' ')));
      }

      it('say the hours of a year as its zone has it, also where the machine has none', () => {
        const changes = new Set(['2026-03-08', '2026-11-01']);
        for (let hour = 0; hour < 365 * 24; hour += 1) {
          const at = new Date(Date.UTC(2026, 0, 1, hour, 30));
          const iso = at.toISOString().slice(0, 16);
          if (hour % 25 === 0 || changes.has(iso.slice(0, 10))) {
            assert.equal(say(`{{ at | date: "%Y-%m-%dT%H:%M" }}`, { at: at.toISOString() }), iso);
          }
        }
      });
    });
  }

  for (const pattern of ['MMMM D, YYYY', 'long', '%B %Q', '']) {
    it(`are not said by ${JSON.stringify(pattern)}, which readers would see`, () => {
      assert.throws(
        () => render({ html: `<p>{{ "2026-01-15" | date: "${pattern}" }}</p>` }),
        blocked(/says nothing of a date; write it as "%B %-d, %Y"/),
      );
    });
  }

  it('name a zone that is none', () => {
    const html = '<p>{{ "2026-01-15" | date: "%H", "Mars/Olympus" }}</p>';
    assert.throws(() => render({ html }), blocked(/"Mars\/Olympus" is no time zone/));
  });
});

describe('Liquid that writes', () => {
  const link = /https:\/\/us\.example\/u\/1/;
  const tricks: [what: string, subject: string, html: string][] = [
    [
      'assigns them in the subject',
      '{% assign unsubscribe_url = "" %}{% assign sender_address = "" %}S',
      '<p>x</p>',
    ],
    [
      'assigns them in the body',
      'S',
      '{% assign unsubscribe_url = "https://other.example" %}{% assign sender_address = "" %}<p>x</p>',
    ],
    [
      'captures them',
      'S',
      '{% capture unsubscribe_url %}{% endcapture %}{% capture sender_address %}y{% endcapture %}<p>x</p>',
    ],
    ['loops over them', 'S', '{% for sender_address in (1..2) %}<p>x</p>{% endfor %}'],
  ];
  for (const [what, subject, html] of tricks) {
    it(`leaves the footer its values where copy ${what}`, () => {
      const mail = render({ subject, html });
      for (const part of [mail.html, mail.text]) {
        assert.match(part, link);
        assert.match(part, /1 Street, Town/);
      }
    });
  }

  const refused = [
    'increment',
    'decrement',
    'cycle',
    'echo',
    'tablerow',
    'raw',
    'liquid',
    'layout',
  ];
  for (const name of refused) {
    it(`is refused by name: ${name}`, () => {
      const html = `<p>x</p>{% ${name} unsubscribe_url %}`;
      assert.throws(() => render({ html }), blocked(/copy cannot use|another template/));
      assert.throws(
        () => render({ subject: `S {% ${name} sender_address %}` }),
        blocked(/cannot use|another/),
      );
    });
  }

  it('may use what it has assigned or captured, once escaped', () => {
    const mail = render(
      {
        html: '{% assign first_name = first_name | upcase %}{% capture hi %}Hi {{ first_name }} &amp; Co &mdash;{% endcapture %}<p title="{{ hi }}">{{ hi }}</p>',
      },
      { first_name: "O'Neil & Sons" },
    );
    assert.match(mail.text, /^Hi O'NEIL & SONS & Co —$/m);
    assert.match(mail.html, /title="Hi O&#39;NEIL &amp; SONS &amp; Co —"/);
  });
});

import type { CopyRuleName } from '../../src/campaign/copy-rules.js';
import type { FoundTemplate } from '../../src/domain/copy-report.js';

/** One template that breaks each rule, and one much like it that does not. */

export const words = '<p>Hello, this is what I wanted to tell you.</p>';

/** What is changed in one template, and what is said then: the rule, its level and its place. */
interface Case {
  rule: CopyRuleName;
  when: string;
  change: Partial<FoundTemplate>;
  /** Level and place. */
  said: string;
  /** What is much like it and is fine. */
  fine?: Partial<FoundTemplate>;
  says?: RegExp;
}

export const cases: Case[] = [
  {
    rule: 'inactive',
    when: 'its row is not Active',
    change: { status: 'Archived' },
    said: 'fault',
    says: /expected one Active template, found none \(Archived\)/,
  },
  { rule: 'empty', when: 'there is no subject', change: { subject: '' }, said: 'fault subject' },
  { rule: 'empty', when: 'there is no body', change: { html: '' }, said: 'fault body' },
  {
    rule: 'empty',
    when: 'there are only pictures',
    change: { html: '<p><img src="https://us.example/a.png" alt=""></p>' },
    said: 'fault body',
    fine: { html: `<p><img src="https://us.example/a.png" alt=""></p>${words}` },
  },
  {
    rule: 'page',
    when: 'the page shows what mail cannot',
    change: {
      html: '',
      isOnPage: true,
      pageFault: 'mail cannot show a Notion block of type "video"',
    },
    said: 'fault body',
  },
  {
    rule: 'liquid',
    when: 'a condition has no end',
    change: { html: `${words}\n<p>{% if segment %}x</p>` },
    said: 'fault body 2:4',
    fine: { html: `${words}\n<p>{% if segment %}x{% endif %}</p>` },
  },
  {
    rule: 'unknown-variable',
    when: 'a name is mistyped in the body',
    change: { html: `${words}\n<p>Hi {{ fist_name }}</p>` },
    said: 'fault body 2:10',
    says: /nobody tells a variable "fist_name"; did you mean "first_name"\?/,
    fine: { html: `${words}\n<p>Hi {{ first_name }}</p>` },
  },
  {
    rule: 'unknown-variable',
    when: 'a name is mistyped in the subject',
    change: { subject: 'Hi {{ fist_name }}' },
    said: 'fault subject',
  },
  {
    rule: 'unknown-variable',
    when: 'a name is mistyped in the plain text',
    change: { text: 'Hello\n{{ nobody_knows_this }}' },
    said: 'fault text 2:4',
    says: /nobody tells a variable "nobody_knows_this"$/,
  },
  {
    rule: 'other-event',
    when: 'another event tells the variable',
    change: { html: `${words}<p>{{ package_type }}</p>` },
    said: 'fault body 1:55',
    says: /the event of "assessment" never tells "package_type"/,
    fine: { html: `${words}<p>{{ personalized_tip_1 }}</p>` },
  },
  {
    rule: 'never-told',
    when: 'it is asked for what no event tells',
    change: { html: `${words}<p>{% if fist_name %}x{% endif %}</p>` },
    said: 'hint body 1:58',
    fine: { html: `${words}<p>{% if first_name %}x{% endif %}</p>` },
  },
  {
    rule: 'may-be-missing',
    when: 'a field may be missing and there is no default',
    change: { html: `${words}<p>{{ weakest_system_1 }}</p>` },
    said: 'hint body 1:55',
    fine: { html: `${words}<p>{{ weakest_system_1 | default: "one" }}</p>` },
  },
  {
    rule: 'unset-setting',
    when: 'a setting has no value',
    change: { html: `${words}<a href="{{ pdf_download_link }}">Guide</a>` },
    said: 'fault body 1:61',
    says: /CAMPAIGN_PDF_DOWNLOAD_LINK is not set/,
    fine: { html: `${words}<a href="{{ booking_link }}">Book</a>` },
  },
  {
    rule: 'unset-setting',
    when: 'there is no deadline',
    change: { html: `${words}<p>{{ deadline_date }}</p>` },
    said: 'fault body 1:55',
  },
  {
    rule: 'javascript-link',
    when: 'a link runs a script',
    change: {
      html: `${words}\n<a href="https://us.example">a</a> <a href="javascript:alert(1)">b</a>`,
    },
    said: 'fault body 2:36',
    fine: { html: `${words}\n<a href="https://us.example/javascript">a</a>` },
  },
  {
    rule: 'no-address',
    when: 'a style hides the footer',
    change: { html: `<style>p { display: none !important }</style><div>${words}Hello</div>` },
    said: 'fault body',
    fine: { html: `<div>${words}Hello</div>` },
  },
  {
    rule: 'no-unsubscribe',
    when: 'a style hides links',
    change: { html: `<style>a { display: none !important }</style>${words}` },
    said: 'fault body',
    fine: { html: words },
  },
  {
    rule: 'left-over-tag',
    when: 'a tag is of another program',
    change: { html: `${words}\n<p>Hi *|SURNAME|*</p>` },
    said: 'fault body 2:7',
    fine: { html: `${words}\n<p>Hi *|FNAME|*</p>` },
  },
  {
    rule: 'private-link',
    when: 'a link leads into Notion',
    change: { html: `${words}<a href="https://www.notion.so/plan">plan</a>` },
    said: 'fault body 1:58',
    fine: { html: `${words}<a href="https://us.example/plan">plan</a>` },
  },
  {
    rule: 'link',
    when: 'a link has no scheme',
    change: { html: `${words}<a href="us.example/plan">plan</a>` },
    said: 'fault body 1:49',
  },
  {
    rule: 'markup',
    when: 'a form asks for something',
    change: { html: `${words}\n<form></form>` },
    said: 'fault body 2:1',
  },
  {
    rule: 'place',
    when: 'a tag stands in a style',
    change: { html: `${words}<p style="color: {{ segment }}">x</p>` },
    said: 'fault body 1:66',
    fine: { html: `${words}<p title="{{ segment }}">x</p>` },
  },
  {
    rule: 'nesting',
    when: 'conditions stand too deep in each other',
    change: { html: words + '{% if segment %}'.repeat(101) + '{% endif %}'.repeat(101) },
    said: 'fault body',
  },
  {
    rule: 'size',
    when: 'it is longer than anybody reads',
    change: { html: `<p>${'x'.repeat(200_001)}</p>` },
    said: 'fault body',
  },
  {
    rule: 'effort',
    when: 'a loop has no end',
    change: {
      html: `${words}{% for i in (1..999999) %}{% for j in (1..999) %}x{% endfor %}{% endfor %}`,
    },
    said: 'fault body',
  },
  {
    rule: 'clipped',
    when: 'it is over 102 KB',
    change: { html: `<p>${'word '.repeat(21_000)}</p>` },
    said: 'fault body',
    fine: { html: `<p>${'word '.repeat(10_000)}</p>` },
  },
  {
    rule: 'same-subject',
    when: 'another email has its subject',
    change: {
      subject:
        'What {{ weakest_system_1 | default: "a weak system" }} may be costing {{ business_name }}',
    },
    said: 'fault subject',
  },
  {
    rule: 'curly-quotes',
    when: 'a tag has curly quotes',
    change: { html: `${words}<p>{{ segment | default: “none” }}</p>` },
    said: 'hint body 1:52',
    fine: { html: `${words}<p>“{{ segment | default: "none" }}”</p>` },
  },
  {
    rule: 'compatibility',
    when: 'large mail programs do not show a style',
    change: { html: `${words}<p style="position: absolute">x</p>` },
    said: 'hint body 1:59',
    says: /^position is not shown by every Gmail, Outlook/,
    fine: { html: `${words}<p style="color: #123456">x</p>` },
  },
  {
    rule: 'compatibility',
    when: 'large mail programs do not show an element',
    change: { html: `${words}<video src="https://us.example/a.mp4"></video>` },
    said: 'hint body 1:49',
    says: /^<video> is not shown by every Gmail, Outlook, Yahoo/,
  },
];

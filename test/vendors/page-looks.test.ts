import assert from 'node:assert/strict';
import type { Client } from '@notionhq/client';
import { BlockedTemplate } from '../../src/domain/errors.js';
import { text, useNotion } from '../sandbox/notion-workspace.js';
import { bold, htmlOf, link, looks, p, pageOf, plain, said } from './page-sample.js';

/** A page in mail looks as it does in Notion, or says what cannot. */
describe('the looks of a page', () => {
  const workspace = useNotion();
  let notion: Client;
  before(() => {
    notion = workspace.client();
  });

  const step = (content: string, more: object = {}) => said('numbered_list_item', content, more);
  const picture = { image: { external: { url: 'https://a.example/b.png' } } };
  const drawn = '<p><img src="https://a.example/b.png" alt="" style="max-width: 100%"></p>';
  const mention = (content: object) => ({ mention: content });
  const otherPage = '0123456789abcdef0123456789abcdef';

  const shown: [what: string, blocks: object[], html: string][] = [
    [
      'pictures without a caption',
      [picture],
      '<p><img src="https://a.example/b.png" alt="" style="max-width: 100%"></p>',
    ],
    [
      'captions with looks and links, and below code',
      [
        {
          code: {
            rich_text: text('x'),
            language: 'plain text',
            caption: [bold('a'), link('b', 'https://a.example')],
          },
        },
      ],
      '<div><pre><code>x</code></pre><p class="caption"><strong>a</strong><a href="https://a.example">b</a></p></div>',
    ],
    [
      'numbers that go on after a picture',
      [step('a'), picture, step('b'), picture, p(), step('c'), step('d')],
      `<ol><li>a</li></ol>${drawn}<ol start="2"><li>b</li></ol>${drawn}<ol start="3"><li>c</li><li>d</li></ol>`,
    ],
    [
      'numbers that begin anew after words',
      [step('a'), p(plain('x')), step('b'), { divider: {} }, step('c')],
      '<ol><li>a</li></ol><p>x</p><ol><li>b</li></ol><hr><ol><li>c</li></ol>',
    ],
    [
      'numbers that go on where some steps are for some only',
      [
        step('a'),
        p(plain('{% if x %}')),
        step('b'),
        p(plain('{% else %}')),
        step('c'),
        p(plain('{% endif %}')),
        step('d'),
        p(plain('{% assign y = 1 %}')),
        step('e'),
      ],
      '<ol><li>a</li>{% if x %}<li>b</li>{% else %}<li>c</li>{% endif %}<li>d</li>{% assign y = 1 %}<li>e</li></ol>',
    ],
    [
      'numbers of steps of which the first or the last is for some',
      [
        p(plain('{% if x %}')),
        step('a'),
        p(plain('{% endif %}')),
        step('b'),
        p(plain('{% if y %}{% if z %}')),
        step('c'),
        p(plain('{% endif %}{% endif %}')),
        p(plain('x')),
      ],
      '<ol>{% if x %}<li>a</li>{% endif %}<li>b</li>{% if y %}{% if z %}<li>c</li>{% endif %}{% endif %}</ol><p>x</p>',
    ],
    [
      'steps that are repeated',
      [p(plain('{% for x in y %}')), step('{{ x }}'), p(plain('{% endfor %}'))],
      '<ol>{% for x in y %}<li>{{ x }}</li>{% endfor %}</ol>',
    ],
    [
      'numbers that go on behind what is for some, and holds more than steps',
      [step('a'), p(plain('{% if x %}')), step('b'), picture, p(plain('{% endif %}')), step('c')],
      `<ol><li>a</li></ol>{% if x %}<ol start="2"><li>b</li></ol>${drawn}{% endif %}<ol start="3"><li>c</li></ol>`,
    ],
    [
      'a list that is for some only',
      [p(plain('{% if x %}')), said('bulleted_list_item', 'a'), p(plain('{% endif %}')), step('b')],
      '{% if x %}<ul><li>a</li></ul>{% endif %}<ol><li>b</li></ol>',
    ],
    [
      'points between which a condition ends and another begins',
      [
        said('bulleted_list_item', 'a'),
        p(plain('{% if x %}')),
        said('bulleted_list_item', 'b'),
        p(plain('{% endif %}')),
        p(plain('{% if y %}')),
        said('bulleted_list_item', 'c'),
        p(plain('{% endif %}')),
      ],
      '<ul><li>a</li>{% if x %}<li>b</li>{% endif %}{% if y %}<li>c</li>{% endif %}</ul>',
    ],
    [
      'colours of text and of blocks',
      [
        p(looks('a', { color: 'red', bold: true }), looks('b', { color: 'blue_background' })),
        said('heading_2', 'x', { color: 'green' }),
        said('callout', 'x', { color: 'yellow_background' }),
        said('bulleted_list_item', 'x', { color: 'pink' }),
        said('quote', 'x', { color: 'gray' }),
      ],
      '<p><span class="ink-red"><strong>a</strong></span><span class="on-blue">b</span></p><h2 class="ink-green">x</h2><div class="note on-yellow">x</div><ul><li class="ink-pink">x</li></ul><blockquote><p class="ink-gray">x</p></blockquote>',
    ],
    [
      'colours of links, which have one of their own',
      [p({ ...link('a', 'https://a.example'), annotations: { color: 'red' } })],
      '<p><a href="https://a.example"><span class="ink-red">a</span></a></p>',
    ],
    [
      'dates that are mentioned, in words',
      [
        p(
          mention({ date: { start: '2026-01-15' } }),
          plain(', '),
          mention({ date: { start: '2026-01-15', end: '2026-02-01' } }),
          plain(', '),
          mention({ date: { start: '2026-01-15T15:00:00.000+01:00' } }),
          plain(', '),
          mention({ date: { start: '2026-01-15T15:00:00.000', time_zone: 'Europe/Berlin' } }),
          plain(', '),
          mention({ date: { start: '2026-01-15T14:00:00.000Z', time_zone: 'Europe/Berlin' } }),
        ),
      ],
      '<p>January 15, 2026, January 15, 2026 to February 1, 2026, January 15, 2026 at 3:00 PM (UTC+01:00), January 15, 2026 at 3:00 PM (Europe/Berlin), January 15, 2026 at 3:00 PM (Europe/Berlin)</p>',
    ],
    [
      'tags of other programs that are partly bold',
      [p(plain('Hi *|FNA'), bold('ME|* {first_'), plain('name} ok'))],
      '<p>Hi *|FNAME|*<strong> {first_name}</strong> ok</p>',
    ],
    [
      'more tags of other programs that are partly bold',
      [p(plain('<<First'), bold('Name>> [First'), plain(' Name] #first'), bold('_name# ok'))],
      '<p>&#x3C;&#x3C;FirstName>><strong> [First Name]</strong> #first_name#<strong> ok</strong></p>',
    ],
  ];
  for (const [what, children, html] of shown) {
    it(`are kept: ${what}`, async () =>
      assert.equal(await htmlOf(notion, await pageOf(notion, children)), html));
  }

  const refused: [string, object, RegExp][] = [
    ['an equation among words', p({ equation: { expression: 'e^2' } }), /the equation "e\^2"/],
    [
      'an equation in a caption',
      {
        image: {
          external: { url: 'https://a.example/b' },
          caption: [{ equation: { expression: 'e' } }],
        },
      },
      /the equation "e"/,
    ],
    [
      'a page that is mentioned',
      p(mention({ page: { id: otherPage } })),
      /the Notion page "Untitled", which readers cannot open/,
    ],
    [
      'a database that is mentioned',
      p(mention({ database: { id: otherPage } })),
      /the Notion database "Untitled"/,
    ],
    [
      'today',
      p(mention({ template_mention: { template_mention_date: 'today' } })),
      /"@Today", which Notion fills in/,
    ],
    [
      'whoever reads it',
      p(mention({ template_mention: { template_mention_user: 'me' } })),
      /"@Me"/,
    ],
    [
      'an emoji of the workspace',
      p(mention({ custom_emoji: { id: otherPage, name: 'leaf' } })),
      /the emoji ":leaf:"/,
    ],
    ['a person without a name', p(mention({ user: { id: 'u1' } })), /does not tell the name/],
    [
      'a link into the workspace',
      p(link('plan', `https://www.notion.so/Plan-${otherPage}`)),
      /the link "plan" leads into Notion, which readers cannot open/,
    ],
    [
      'a link to a page beside it',
      p(link('plan', `/${otherPage}`)),
      /the link "plan" leads into Notion/,
    ],
    [
      'a picture behind an address that dies',
      { image: { external: { url: 'https://s3.example/a?X-Amz-Expires=3600&X-Amz-Signature=x' } } },
      /the address of an image dies within hours/,
    ],
    [
      'an icon that is a picture',
      said('callout', 'x', {
        icon: { type: 'external', external: { url: 'https://a.example/i.png' } },
      }),
      /an icon that is no emoji/,
    ],
  ];
  for (const [what, block, why] of refused) {
    it(`are refused, never dropped: ${what}`, async () => {
      const id = await pageOf(notion, [p(plain('a')), block]);
      await assert.rejects(
        htmlOf(notion, id),
        (error) => error instanceof BlockedTemplate && why.test(error.message),
      );
    });
  }
});

import assert from 'node:assert/strict';
import type { BlockObjectRequest, Client } from '@notionhq/client';
import { BlockedTemplate } from '../../src/domain/errors.js';
import { createGate } from '../../src/vendors/gate.js';
import { readBlocks } from '../../src/vendors/notion/page-body.js';
import { NotionRequests } from '../../src/vendors/notion/requests.js';
import { dataSourceId, text, useNotion } from '../sandbox/notion-workspace.js';
import { bold, htmlOf, link, looks, p, pageOf, plain, said } from './page-sample.js';

/** Bodies that authors write on the page itself, as the Notion stand-in gives them back. */
describe('the body on a page', () => {
  const workspace = useNotion();
  let notion: Client;
  before(() => {
    notion = workspace.client();
  });

  const blocks: [what: string, blocks: object[], html: string][] = [
    ['paragraphs, without empty ones', [p(plain('a')), p(), p(plain('b'))], '<p>a</p><p>b</p>'],
    [
      'headings',
      [said('heading_1'), said('heading_2'), said('heading_3'), said('heading_4')],
      '<h1>x</h1><h2>x</h2><h3>x</h3><h4>x</h4>',
    ],
    [
      'lists, and what is nested in them',
      [
        said('bulleted_list_item', 'a', { children: [said('bulleted_list_item', 'b')] }),
        said('bulleted_list_item', 'c'),
        said('numbered_list_item', 'd'),
        p(plain('e')),
        said('numbered_list_item', 'f'),
      ],
      '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol><li>d</li></ol><p>e</p><ol><li>f</li></ol>',
    ],
    ['quotes', [said('quote')], '<blockquote><p>x</p></blockquote>'],
    ['dividers', [{ divider: {} }], '<hr>'],
    [
      'callouts',
      [said('callout', 'x', { icon: { type: 'emoji', emoji: '💡' } })],
      '<div class="note">💡 x</div>',
    ],
    [
      'code',
      [said('code', 'a\n  b', { language: 'plain text' })],
      '<pre><code>a<br>  b</code></pre>',
    ],
    [
      'pictures from elsewhere',
      [{ image: { external: { url: 'https://a.example/b.png' }, caption: text('A "b"') } }],
      '<p><img src="https://a.example/b.png" alt="A &#x22;b&#x22;" style="max-width: 100%"><br><span class="caption">A "b"</span></p>',
    ],
    [
      'columns, below each other',
      [
        {
          column_list: {
            children: [
              { column: { children: [p(plain('a'))] } },
              { column: { children: [p(plain('b'))] } },
            ],
          },
        },
      ],
      '<div><div><p>a</p></div><div><p>b</p></div></div>',
    ],
    [
      'tables with headers above and beside',
      [
        {
          table: {
            table_width: 2,
            has_column_header: true,
            has_row_header: true,
            children: [
              ['a', 'b'],
              ['c', 'd'],
            ].map((row) => ({ table_row: { cells: row.map(text) } })),
          },
        },
      ],
      '<div class="data"><table><tbody><tr><th>a</th><th>b</th></tr><tr><th>c</th><td>d</td></tr></tbody></table></div>',
    ],
    [
      'looks of text',
      [
        p(
          bold('a'),
          looks('b', { italic: true, underline: true }),
          looks('c', { strikethrough: true }),
          looks('d', { code: true }),
          link('e', 'https://a.example'),
        ),
      ],
      '<p><strong>a</strong><u><em>b</em></u><s>c</s><code>d</code><a href="https://a.example">e</a></p>',
    ],
    ['line breaks', [p(plain('a\nb'))], '<p>a<br>b</p>'],
    [
      'text that looks like HTML',
      [p(plain('<script>a & b</script>'))],
      '<p>&#x3C;script>a &#x26; b&#x3C;/script></p>',
    ],
    [
      'tags that are partly bold',
      [p(plain('Hi {{ first_'), bold('name }}, '), plain('you'))],
      '<p>Hi {{ first_name }}<strong>, </strong>you</p>',
    ],
    [
      'tags that start bold',
      [p(bold('Hi {{ fi'), plain('rst_'), bold('name'), plain(' }}!'))],
      '<p><strong>Hi {{ first_name }}</strong>!</p>',
    ],
    ['tags whose braces are apart', [p(plain('{'), bold('{ x }'), plain('}'))], '<p>{{ x }}</p>'],
    [
      'tags that are partly a link',
      [p(link('Go {{ x', 'https://a.example'), plain(' }} on'))],
      '<p><a href="https://a.example">Go {{ x }}</a> on</p>',
    ],
    [
      'tags with a line break inside',
      [p(plain('{{ x\n | upcase }}\nb'))],
      '<p>{{ x  | upcase }}<br>b</p>',
    ],
    [
      'tags in link addresses',
      [p(link('Go', 'https://%7B%7Bbooking_link%7D%7D'))],
      '<p><a href="https://%7B%7Bbooking_link%7D%7D">Go</a></p>',
    ],
    [
      'paragraphs that only steer, without a gap',
      [p(plain('{% if x %}')), p(plain('a')), p(plain('{% '), bold('endif %}'))],
      '{% if x %}<p>a</p>{% endif %}',
    ],
  ];
  for (const [what, children, html] of blocks) {
    it(`has ${what}`, async () => assert.equal(await bodyOf(children), html));
  }

  it('is read past the first hundred blocks', async () => {
    const children = Array.from({ length: 100 }, (_, at) => p(plain(`${at}`)));
    const id = await pageOf(notion, children);
    await append(id, children.slice(0, 30));
    assert.equal((await htmlOf(notion, id)).match(/<p>/g)?.length, 130);
  });

  const refused: [string, object, RegExp][] = [
    ['a to-do', said('to_do'), /cannot show a Notion block of type "to_do"/],
    ['a toggle', said('toggle'), /"toggle"/],
    ['a bookmark', { bookmark: { url: 'https://a.example' } }, /"bookmark"/],
    ['an embed', { embed: { url: 'https://a.example' } }, /"embed"/],
    ['a video', { video: { external: { url: 'https://a.example/v' } } }, /"video"/],
    ['an equation', { equation: { expression: 'e' } }, /"equation"/],
    ['a table of contents', { table_of_contents: {} }, /"table_of_contents"/],
    ['a synced block', { synced_block: { synced_from: null } }, /"synced_block"/],
    ['one nested in another', said('quote', 'x', { children: [said('to_do')] }), /"to_do"/],
    [
      'a heading that folds',
      said('heading_2', 'x', { is_toggleable: true, children: [p(plain('a'))] }),
      /cannot fold a heading/,
    ],
    [
      'a picture that lies in Notion',
      { image: { file_upload: { id: dataSourceId } } },
      /lies in Notion, where its address dies/,
    ],
  ];
  for (const [what, block, why] of refused) {
    it(`is refused with ${what}, never shown without it`, () =>
      assert.rejects(
        bodyOf([p(plain('a')), block]),
        (error) => error instanceof BlockedTemplate && why.test(error.message),
      ));
  }

  it('is refused when it is nested more than six levels deep', async () => {
    const root = await pageOf(notion, []);
    let at = root;
    for (let level = 0; level < 6; level++) at = await firstOf(at, said('quote'));
    assert.match(await htmlOf(notion, root), /^(<blockquote><p>x<\/p>){6}/);
    await firstOf(at, p(plain('too deep')));
    await assert.rejects(htmlOf(notion, root), /nested over 6 levels deep/);
  });

  it('is refused when Notion shows a block in part only', async () => {
    const list = async () => ({ results: [{ object: 'block', id: 'b1' }], has_more: false });
    const stingy = { blocks: { children: { list } } } as unknown as Client;
    const requests = new NotionRequests(stingy, createGate(100_000));
    await assert.rejects(readBlocks(requests, 'p1'), BlockedTemplate);
  });

  async function bodyOf(children: object[]): Promise<string> {
    return htmlOf(notion, await pageOf(notion, children));
  }

  async function append(block_id: string, children: object[]) {
    return notion.blocks.children.append({ block_id, children: children as BlockObjectRequest[] });
  }

  async function firstOf(block_id: string, child: object): Promise<string> {
    const { results } = await append(block_id, [child]);
    return results[0]?.id ?? assert.fail('nothing was added');
  }
});

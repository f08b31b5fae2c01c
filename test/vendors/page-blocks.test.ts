import assert from 'node:assert/strict';
import { BlockedTemplate } from '../../src/domain/errors.js';
import type { BlockTree } from '../../src/vendors/notion/block-tree.js';
import { blocksToHtml } from '../../src/vendors/notion/page-body.js';

/** What Notion tells of a page, and nobody can write there by its API. */
describe('blocks that only people can make', () => {
  const plainLooks = {
    bold: false,
    italic: false,
    strikethrough: false,
    underline: false,
    code: false,
    color: 'default',
  };
  const item = (said: object) => ({ annotations: plainLooks, href: null, ...said });
  const words = (plain_text: string) =>
    item({ type: 'text', text: { content: plain_text, link: null }, plain_text });
  const mention = (plain_text: string, said: object) =>
    item({ type: 'mention', mention: said, plain_text });
  const block = (type: string, content: object) => ({
    block: { type, [type]: { color: 'default', ...content } },
    children: [],
  });
  const p = (...rich_text: object[]) => block('paragraph', { rich_text, icon: null });
  const step = (text: string, more: object = {}) =>
    block('numbered_list_item', { rich_text: [words(text)], ...more });
  const picture = block('image', {
    type: 'external',
    external: { url: 'https://a.example/b.png' },
    caption: [],
  });
  const drawn = '<p><img src="https://a.example/b.png" alt="" style="max-width: 100%"></p>';
  const htmlOf = (...blocks: object[]) => blocksToHtml(blocks as BlockTree[]);

  it('start their numbers where the page says, and go on from there', () => {
    assert.equal(
      htmlOf(
        step('a', { list_start_index: 5 }),
        step('b'),
        picture,
        step('c'),
        step('d', { list_start_index: 1 }),
      ),
      `<ol start="5"><li>a</li><li>b</li></ol>${drawn}<ol start="7"><li>c</li></ol><ol><li>d</li></ol>`,
    );
  });

  it('are one list where each of its items tells where it started', () => {
    const [a, b] = ['a', 'b'].map((text) => step(text, { list_start_index: 3 }));
    assert.equal(htmlOf(a ?? {}, b ?? {}), '<ol start="3"><li>a</li><li>b</li></ol>');
  });

  it('count in letters and in Roman numbers', () => {
    assert.equal(
      htmlOf(
        step('a', { list_format: 'letters' }),
        p(words('x')),
        step('b', { list_format: 'roman', list_start_index: 3 }),
      ),
      '<ol type="a"><li>a</li></ol><p>x</p><ol start="3" type="i"><li>b</li></ol>',
    );
  });

  it('name people', () => {
    const ava = mention('@Ava Green', {
      type: 'user',
      user: { object: 'user', id: 'u1', name: 'Ava Green' },
    });
    assert.equal(htmlOf(p(ava, words(' says'))), '<p>@Ava Green says</p>');
  });

  it('show previews of links as links', () => {
    const preview = mention('https://a.example/x', {
      type: 'link_preview',
      link_preview: { url: 'https://a.example/x' },
    });
    const link = mention('Y', {
      type: 'link_mention',
      link_mention: { href: 'https://a.example/y', title: 'Y & co' },
    });
    assert.equal(
      htmlOf(p(preview, link)),
      '<p><a href="https://a.example/x">https://a.example/x</a><a href="https://a.example/y">Y &#x26; co</a></p>',
    );
  });

  for (const type of [
    'audio',
    'bookmark',
    'breadcrumb',
    'button',
    'child_database',
    'child_page',
    'embed',
    'equation',
    'file',
    'link_preview',
    'link_to_page',
    'meeting_notes',
    'pdf',
    'synced_block',
    'tab',
    'table_of_contents',
    'template',
    'to_do',
    'toggle',
    'unsupported',
    'video',
  ]) {
    it(`are refused by name, also within others: ${type}`, () => {
      const within = {
        ...block('quote', { rich_text: [words('x')] }),
        children: [block(type, {})],
      };
      for (const one of [block(type, {}), within]) {
        assert.throws(
          () => htmlOf(p(words('a')), one),
          (error) =>
            error instanceof BlockedTemplate &&
            error.message === `mail cannot show a Notion block of type "${type}"`,
        );
      }
    });
  }

  const refused: [string, object, RegExp][] = [
    [
      'a preview of the workspace',
      mention('Plan', {
        type: 'link_preview',
        link_preview: { url: 'https://www.notion.so/0123456789abcdef0123456789abcdef' },
      }),
      /leads into Notion/,
    ],
    [
      'a person whose name Notion keeps',
      mention('@Anonymous', { type: 'user', user: { object: 'user', id: 'u1' } }),
      /does not tell the name/,
    ],
    [
      'a kind of mention that is new',
      mention('x', { type: 'agent', agent: {} }),
      /mentions a "agent", which mail cannot show/,
    ],
  ];
  for (const [what, said, why] of refused) {
    it(`are refused with ${what}`, () =>
      assert.throws(
        () => htmlOf(p(said)),
        (error) => error instanceof BlockedTemplate && why.test(error.message),
      ));
  }
});

import assert from 'node:assert/strict';
import { type BlockObjectRequest, type Client, isFullBlock } from '@notionhq/client';
import { dataSourceId, homeId, text, useNotion } from './notion-workspace.js';

describe('Blocks of the Notion stand-in', () => {
  const workspace = useNotion();
  let notion: Client;
  before(() => {
    notion = workspace.client();
  });

  it('keep their content, their order and their children', async () => {
    const { id } = await notion.pages.create({
      parent: { data_source_id: dataSourceId },
      properties: {},
      children: [
        { heading_2: { rich_text: text('Hello') } },
        {
          bulleted_list_item: {
            rich_text: text('outer'),
            children: [{ bulleted_list_item: { rich_text: text('inner') } }],
          },
        },
        { image: { external: { url: 'https://ava.test/a.png' } } },
      ],
    });
    await notion.blocks.children.append({
      block_id: id,
      children: [{ paragraph: { rich_text: text('first') } }],
      position: { type: 'start' },
    });
    await notion.blocks.children.append({ block_id: id, children: [{ divider: {} }] });

    const shown = await blocksOf(id);
    assert.deepEqual(
      shown.map(({ type, has_children }) => [type, has_children]),
      [
        ['paragraph', false],
        ['heading_2', false],
        ['bulleted_list_item', true],
        ['image', false],
        ['divider', false],
      ],
    );
    const [, , list, image] = shown;
    assert.ok(image?.type === 'image' && image.image.type === 'external');
    assert.equal(image.image.external.url, 'https://ava.test/a.png');
    const [inner] = await blocksOf(list?.id ?? '');
    assert.ok(inner?.type === 'bulleted_list_item');
    assert.equal(inner.bulleted_list_item.rich_text[0]?.plain_text, 'inner');
    assert.deepEqual(inner.parent, { type: 'block_id', block_id: list?.id });
  });

  it('nest two levels deep in one request, not three', async () => {
    const paragraph = (children?: object[]) => ({
      paragraph: { rich_text: text('p'), ...(children && { children }) },
    });
    const append = (block: object) =>
      notion.blocks.children.append({ block_id: homeId, children: [block as BlockObjectRequest] });
    const { results } = await append(paragraph([paragraph([paragraph()])]));
    const [middle] = await blocksOf(results[0]?.id ?? '');
    const [inmost] = await blocksOf(middle?.id ?? '');
    assert.equal(inmost?.has_children, false);
    for (const inmostOfAll of [[], [paragraph()]]) {
      await assert.rejects(append(paragraph([paragraph([paragraph(inmostOfAll)])])), {
        code: 'validation_error',
      });
    }
  });

  it('come a page at a time', async () => {
    const children = [1, 2, 3].map((n) => ({ paragraph: { rich_text: text(`${n}`) } }));
    await notion.blocks.children.append({ block_id: homeId, children });
    const first = await notion.blocks.children.list({ block_id: homeId, page_size: 2 });
    assert.deepEqual([first.results.length, first.has_more], [2, true]);
    const rest = await notion.blocks.children.list({
      block_id: homeId,
      start_cursor: first.next_cursor,
    });
    assert.deepEqual([rest.results.length, rest.has_more], [1, false]);
  });

  async function blocksOf(block_id: string) {
    const { results } = await notion.blocks.children.list({ block_id });
    return results.filter(isFullBlock);
  }
});

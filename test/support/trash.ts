import assert from 'node:assert/strict';
import type { World } from './world.js';

/** Somebody deletes a page in Notion. */
export async function trash({ config }: World, pageId: string): Promise<void> {
  const { ok } = await fetch(`${config.notion.baseUrl}/v1/pages/${pageId}`, {
    method: 'PATCH',
    headers: {
      Authorization: 'Bearer ntn_observer',
      'Content-Type': 'application/json',
      'Notion-Version': '2026-03-11',
    },
    body: JSON.stringify({ in_trash: true }),
  });
  assert.ok(ok);
}

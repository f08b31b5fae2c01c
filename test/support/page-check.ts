import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';

/** What axe finds wrong with the page as it stands, in words. */
async function faultsOf(page: Page, exempt: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as axe.AxeResults;
  const ours = found.violations.filter(({ id }) => !exempt.includes(id));
  return ours.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${String(target)}`));
}

/**
 * Fails unless a page can be read by everybody: on a phone and a desktop, in light and in dark.
 * @param exempt axe's rules that do not count.
 */
export async function assertForAll(page: Page, exempt: readonly string[] = []): Promise<void> {
  const viewport = page.viewport();
  for (const width of [390, 1200]) {
    await page.setViewport({ width, height: 800 });
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      const where = `${page.url()} at ${width} px, ${value}`;
      assert.deepEqual(await faultsOf(page, exempt), [], where);
      const needed = await page.evaluate('document.documentElement.scrollWidth');
      assert.equal(needed, width, `${where}: nothing runs out of it`);
    }
  }
  await page.emulateMediaFeatures([]);
  await page.setViewport(viewport);
}

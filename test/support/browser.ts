import chromium from '@sparticuz/chromium';
import puppeteer, { type Browser } from 'puppeteer-core';
import { locateBrowser } from '../../scripts/browser.mjs';

/** Headless Chromium out of an npm package: nothing to install beside it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = locateBrowser();
  if (!executablePath) {
    throw new Error('Chromium is missing; run "npm test", which unpacks it first');
  }
  return puppeteer.launch({
    executablePath,
    args: [...chromium.args, '--no-sandbox'],
    headless: 'shell',
  });
}

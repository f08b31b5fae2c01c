/**
 * `npm start`: sets up what is missing, then becomes the sandbox. One process, so that a signal sent to
 * it reaches the sandbox.
 */
import { setUp } from './setup.mjs';

if (setUp('start')) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(new URL('../src/sandbox/main.ts', import.meta.url).href);
}

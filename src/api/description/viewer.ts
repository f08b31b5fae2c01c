import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { type Context, Hono } from 'hono';

/**
 * Swagger UI, served from this machine. It only shows: nothing is posted from a page that everybody may open,
 * so nobody is asked for a key there.
 */
const start = `addEventListener('DOMContentLoaded', () => {
  const plain = document.querySelector('#plain');
  const viewer = document.querySelector('#viewer');
  SwaggerUIBundle({
    url: '/openapi.json',
    domNode: viewer,
    validatorUrl: null,
    supportedSubmitMethods: [],
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    onComplete() {
      plain.hidden = true;
      viewer.hidden = false;
    },
  });
});
`;

const require = createRequire(import.meta.url);

interface Asset {
  /** Holds a hash of what it is, so that it may be kept for ever. */
  path: string;
  type: string;
  body: Buffer;
  /** Made when the first asks for it. */
  zipped: Buffer | undefined;
}

/** What the page of the viewer loads, in this order: a style, the viewer, and what starts it. */
export interface Viewer {
  style: string;
  scripts: string[];
  routes: Hono;
}

let assets: { style: Asset; bundle: Asset; own: Asset } | undefined;

/** Its routes; what they serve is read once in a process. */
export function createViewer(): Viewer {
  assets ??= readAssets();
  const { style, bundle, own } = assets;
  const routes = new Hono();
  for (const one of [style, bundle, own]) routes.get(one.path, (c) => serve(c, one));
  return { style: style.path, scripts: [bundle.path, own.path], routes };
}

function readAssets() {
  const javascript = 'text/javascript; charset=utf-8';
  return {
    style: asset(
      'swagger-ui.css',
      'text/css; charset=utf-8',
      readFileSync(require.resolve('swagger-ui-dist/swagger-ui.css')),
    ),
    bundle: asset(
      'swagger-ui-bundle.js',
      javascript,
      readFileSync(require.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
    ),
    own: asset('start.js', javascript, Buffer.from(start)),
  };
}

function asset(name: string, type: string, body: Buffer): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { path: `/docs/${hash}/${name}`, type, body, zipped: undefined };
}

function serve(c: Context, one: Asset): Response {
  const isZipped = /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '');
  if (isZipped) one.zipped ??= gzipSync(one.body);
  return c.body(new Uint8Array((isZipped && one.zipped) || one.body), 200, {
    'Content-Type': one.type,
    'Cache-Control': 'public, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
    ...(isZipped && { 'Content-Encoding': 'gzip' }),
  });
}

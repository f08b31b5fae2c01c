import { Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import type { ApiDeps } from '../deps.js';
import { limitStrangers } from '../http/auth.js';
import type { JsonSchema } from './json-schema.js';
import { type DescribedOperation, describeApi, type OpenApi } from './openapi.js';
import { createViewer, type Viewer } from './viewer.js';

/**
 * The API's description, for programs and for people. A viewer shows it, loaded from this machine alone; until
 * that has come, and where no script runs, the same stands on the page itself.
 */
export function docs(deps: Pick<ApiDeps, 'version' | 'adminToken' | 'callers'>): Hono {
  const app = new Hono();
  const viewer = createViewer();
  // Written once, for the first who asks: they are by far the largest answers that anybody gets.
  let whole: string | undefined;
  let page: Html | undefined;
  const limit = limitStrangers(deps);
  app.get('/openapi.json', limit, (c) =>
    c.body((whole ??= JSON.stringify(describeApi(deps.version))), 200, {
      'Content-Type': 'application/json',
    }),
  );
  app.use(
    '/docs',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The viewer sets styles of its own, and holds its icons.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  app.use('/docs/*', limit);
  app.get('/docs', (c) => c.html((page ??= renderDocs(describeApi(deps.version), viewer))));
  app.route('/', viewer.routes);
  return app;
}

type Html = ReturnType<typeof html>;

function renderDocs({ info, paths, components }: OpenApi, viewer: Viewer): Html {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${info.title} API ${info.version}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="${viewer.style}">
  ${viewer.scripts.map((src) => html`<script src="${src}" defer></script>`)}
  <style>
    :root { color-scheme: light dark; background: #fff; color: #1b1b1b; --link: #0b57d0; }
    @media (prefers-color-scheme: dark) { :root { background: #121212; color: #ececec; --link: #8ab4f8; } }
    body { margin: 0; }
    #plain { max-width: 52rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
    #plain a { color: var(--link); }
    #plain :is(code, th) { font: 0.9rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
    #plain pre { padding: 0.75rem 1rem; overflow-x: auto; border: 1px solid #8884; border-radius: 6px; }
    #plain summary { padding: 0.5rem 0; cursor: pointer; }
    #plain summary code { font-weight: 600; }
    #plain table { width: 100%; border-collapse: collapse; margin: 0.5rem 0 1rem; }
    #plain :is(th, td) { padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid #8884; text-align: left; vertical-align: top; }
    #plain th { width: 40%; font-weight: 600; }
    #viewer :is(.scheme-container, .authorization__btn) { display: none; }
    #viewer { color-scheme: light; background: #fff; color: #1b1b1b; }
    /* Its own colours are too pale to be read by everybody. */
    #viewer .opblock .opblock-summary-method { background: #1b5e3f; }
    #viewer .opblock-get .opblock-summary-method { background: #0b57d0; }
    #viewer .opblock-put .opblock-summary-method { background: #8a4b00; }
    #viewer .opblock.opblock-deprecated { opacity: 1; }
    #viewer .opblock-deprecated .opblock-summary-method { background: #555; }
    #viewer :is(.link, .url, a) { color: #0b57d0; }
    #viewer small:has(> .version) { background: #555; }
    #viewer small.version-stamp { background: #1b5e3f; }
  </style>
</head>
<body>
<div id="viewer" hidden></div>
<main id="plain">
<h1>${info.title} API <small>${info.version}</small></h1>
<p>${info.description} The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
${tags.map(
  (tag) => html`<h2>${tag}</h2>
${operations.filter(({ operation }) => operation.tags.includes(tag)).map(renderOperation)}`,
)}
<h2>Answers</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<details id="${name}"><summary><code>${name}</code></summary>
${renderProperties(schema)}</details>`,
)}
</main>
</body>
</html>`;
}

function renderOperation(entry: {
  path: string;
  method: string;
  operation: DescribedOperation;
}): Html {
  const { path, method, operation } = entry;
  const needs = operation.security.flatMap((scheme) => Object.keys(scheme));
  const body = operation.requestBody?.content['application/json'];
  return html`<details>
<summary><code>${method.toUpperCase()} ${path}</code> ${operation.summary}</summary>
<p>Wants: ${needs[0] ?? 'no key of its own'}.</p>
${body ? renderProperties(body.schema) : ''}
${body?.example ? html`<pre>${JSON.stringify(body.example, null, 2)}</pre>` : ''}
${operation.description ? html`<pre>${operation.description.replaceAll(/```\w*\n?/g, '')}</pre>` : ''}
<table>${Object.entries(operation.responses).map(
    ([status, { description }]) =>
      html`<tr><th scope="row">${status}</th><td>${description}</td></tr>`,
  )}</table>
</details>`;
}

/** An object's fields with their types; those that must be there are marked. */
function renderProperties({ properties = {}, required = [], anyOf = [] }: JsonSchema): Html {
  const oneOf = anyOf.flatMap((one) => (one.properties?.['sequence'] ? [] : (one.required ?? [])));
  return html`<table>${Object.entries(properties).map(
    ([name, schema]) => html`<tr><th scope="row">${name}${required.includes(name) ? ' *' : ''}</th>
<td>${sayType(schema)}</td></tr>`,
  )}</table>
${required.length > 0 ? html`<p>* must be there.</p>` : ''}
${oneOf.length > 0 ? html`<p>One of ${oneOf.join(', ')} must be there.</p>` : ''}`;
}

function sayType(schema: JsonSchema): string {
  const { type = [], format, minimum, maximum, maxLength, description, $ref, items } = schema;
  const { anyOf = [] } = schema;
  const choices = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  const said = [
    [type].flat().join(' or ') || anyOf.map(sayType).join(' or '),
    $ref?.split('/').at(-1),
    choices.map(String).join(' | '),
    format && `(${format})`,
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    items && `of ${sayType(items)}`,
    description,
  ];
  return said.filter(Boolean).join(' ');
}

import assert from 'node:assert/strict';
import { describeApi } from '../../../src/api/description/openapi.js';
import { events } from '../../../src/campaign/events.js';
import { promised } from '../../campaign/promises/promises.js';
import { openBrowser } from '../../support/browser.js';
import { apiValidator, assertDescribed } from '../../support/described.js';
import { bearer, json, loneApi } from '../../support/lone-api.js';
import { stubTemporal } from '../../support/stub-temporal.js';

const description = describeApi('1.2.3');

const bodySchema = (path: string) =>
  description.paths[path]?.['post']?.requestBody?.content['application/json'].schema ?? {};

const withLink = (link: string | null) => ({
  email: 'a@b.org',
  event_id: 'AB',
  reschedule_url: link,
});

describe('/openapi.json', () => {
  it('describes exactly the routes that there are', () => {
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const live = loneApi()
      .routes.filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/console'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
      .filter((route) => !/^GET \/(openapi\.json|docs(\/.+)?)$/.test(route));
    assert.deepEqual(described.toSorted(), [...new Set(live)].toSorted());
  });

  it('is what the API answers', async () => {
    const response = await loneApi().request('/openapi.json');
    assert.deepEqual(await response.json(), JSON.parse(JSON.stringify(description)));
  });

  it('is for strangers as often as all else that they ask, and for operators always', async () => {
    for (const path of ['/openapi.json', '/docs']) {
      const app = loneApi({ limits: { burst: 3, perSecond: 0.001 } });
      const statusOf = async (headers: Record<string, string> = {}) =>
        (await app.request(path, { headers })).status;
      const asked = [await statusOf(), await statusOf(), await statusOf(), await statusOf()];
      assert.deepEqual(asked, [200, 200, 200, 429]);
      assert.equal(await statusOf({ Authorization: 'Bearer admin-token' }), 200);
    }
  });

  const bodies: [string, object, boolean][] = [
    ...promised.flatMap(({ name, least, full }): [string, object, boolean][] =>
      [least, full].map((body) => [`/webhooks/${name}`, { email: 'a@b.org', ...body }, true]),
    ),
    ...events.map(({ name, example }): [string, object, boolean] => [
      `/webhooks/${name}`,
      { email: 'a@b.org', ...example },
      true,
    ]),
    ['/webhooks/signup', { email: 'a@b.org', first_name: null, unknown: 1 }, true],
    ['/webhooks/signup', { first_name: 'Ann' }, false],
    ['/webhooks/assessment', { email: 'a@b.org', red_systems: '2' }, true],
    ['/webhooks/assessment', { email: 'a@b.org', red_systems: 9 }, false],
    ['/webhooks/assessment', { email: 'a@b.org', red_systems: '2.0' }, false],
    ['/webhooks/no-show', { email: 'a@b.org', event_id: 'AB' }, true],
    ['/webhooks/no-show', { email: 'a@b.org' }, false],
    ...[null, ' ', 'cal.example/again', ' https://cal.example:8443/a?b#c '].map(
      (link): [string, object, boolean] => ['/webhooks/no-show', withLink(link), true],
    ),
    ...['0', 'again', 'javascript:alert(1)', 'https://a@b.example', 'https://cal.example/a b'].map(
      (link): [string, object, boolean] => ['/webhooks/no-show', withLink(link), false],
    ),
    ['/webhooks/post-call', { email: 'a@b.org', objections: ['price'] }, true],
    ['/webhooks/post-call', { email: 'a@b.org', objections: [1] }, false],
    ['/webhooks/post-call', { email: 'a@b.org', objections: ['price', null, ''] }, true],
    ['/webhooks/post-call', { email: 'a@b.org', objections: Array(51).fill('x') }, false],
    ['/webhooks/onboarding', { email: 'a@b.org', payment_confirmed: false }, true],
    ['/webhooks/onboarding', { email: 'a@b.org', payment_confirmed: 'yes' }, false],
  ];
  for (const [path, body, isValid] of bodies) {
    it(`${isValid ? 'takes' : 'refuses'} ${JSON.stringify(body)} at ${path}, as the API does`, async () => {
      assert.equal(apiValidator().validate(bodySchema(path), body), isValid);
      const init = {
        method: 'POST',
        headers: { ...json, ...bearer },
        body: JSON.stringify(body),
      };
      const { status } = await loneApi({ client: stubTemporal().client }).request(path, init);
      assert.ok((isValid ? [200, 202] : [422]).includes(status), String(status));
    });
  }

  it('tells the truth about answers', async () => {
    const admin = { Authorization: 'Bearer admin-token' };
    const post = (path: string, body: object, headers: Record<string, string> = bearer) => ({
      path,
      init: { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) },
    });
    const cases = [
      { name: 'Health', path: '/health' },
      { name: 'Ready', path: '/ready' },
      { name: 'Problem', ...post('/webhooks/signup', { email: 'x' }) },
      { name: 'Accepted', ...post('/webhooks/signup', { email: 'a@b.org' }) },
      { name: 'Ignored', ...post('/webhooks/post-call', { email: 'a@b.org', call_outcome: 'No' }) },
      {
        name: 'Planned',
        ...post('/plan', { sequence: 'no-show', email: 'a@b.org', event_id: 'A' }, admin),
      },
    ];
    for (const { name, path, init } of cases as {
      name: string;
      path: string;
      init?: RequestInit;
    }[]) {
      const response = await loneApi({ client: stubTemporal().client }).request(path, init);
      assertDescribed(name, await response.json());
    }
  });
});

describe('/docs', () => {
  it('shows every address on the page itself, for where no script runs', async () => {
    const response = await loneApi().request('/docs');
    const page = await response.text();
    for (const path of Object.keys(description.paths)) assert.ok(page.includes(path), path);
    const loaded = [...page.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]*)"/g)];
    assert.ok(loaded.length > 2);
    for (const [, address = ''] of loaded) assert.match(address, /^(\/docs\/|data:,$)/);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
  });

  it('can be read by everybody: its links in light and dark, and all of it within a landmark', async () => {
    const [browser, page] = await Promise.all([openBrowser(), loneApi().request('/docs')]);
    try {
      const tab = await browser.newPage();
      await tab.setContent(await page.text());
      const outside = await tab.$$eval('body > :not([hidden])', (all) =>
        all.map(({ tagName }) => tagName),
      );
      assert.deepEqual(outside, ['MAIN']);
      for (const value of ['light', 'dark']) {
        await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
        const colors = await tab.evaluate(
          `[getComputedStyle(document.querySelector('a')).color, getComputedStyle(document.documentElement).backgroundColor]`,
        );
        const [link = '', ground = ''] = colors as string[];
        assert.ok(contrastOf(link, ground) >= 4.5, `${value}: ${link} on ${ground}`);
      }
    } finally {
      await browser.close();
    }
  });
});

/** Contrast of two colours, `rgb(…)`. Source: WCAG 2.2, relative luminance. */
function contrastOf(one: string, other: string): number {
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [one, other].map(luminance).toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('pages and answers', () => {
  it('can be framed by nobody', async () => {
    for (const path of ['/docs', '/openapi.json', '/health', '/console/log-in', '/unsubscribe/x']) {
      const { headers } = await loneApi().request(path, { headers: { Accept: 'text/html' } });
      assert.match(headers.get('Content-Security-Policy') ?? '', /frame-ancestors 'none'/, path);
      assert.equal(headers.get('X-Frame-Options'), 'DENY', path);
    }
  });
});

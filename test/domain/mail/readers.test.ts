import assert from 'node:assert/strict';
import { blocked, render } from './template-sample.js';

const link = '<a href="{{ unsubscribe_url }}">No more of this</a>';
const address = '{{ sender_address }}';

/** Copy that hides what stands in it from some readers: those of one screen, setting or program. */
const hiddenFromSome: [how: string, copy: (inner: string) => string][] = [
  ...[
    '@media (max-width:600px){.x{display:none}}',
    '@media screen and (max-width:480px){.x{display:none !important}}',
    '@media only screen and (max-device-width:480px){div.x{font-size:0}}',
    '@media (min-width:601px){.x{display:none}}',
    '@media (prefers-color-scheme:dark){.x, .x a{color:#fff}}',
    '@media (prefers-color-scheme:dark){.x{visibility:hidden}}',
    '@media (orientation:portrait){.x{max-height:0;overflow:hidden}}',
    '@media screen{@media (max-width:600px){.x{display:none}}}',
    '@supports (display:grid){.x{display:none}}',
    '@supports (display:grid){@media (max-width:600px){.x{display:none}}}',
    '@container (max-width:600px){.x{display:none}}',
    'u + .body .x{display:none}',
    '[data-ogsc] .x{display:none}',
    '#MessageViewBody .x{display:none}',
    '.x a:link{display:none}',
    '.x a:any-link{opacity:0}',
    '.x{@media (max-width:600px){display:none}}',
  ].map((css): [string, (inner: string) => string] => [
    css,
    (inner) => `<style>${css}</style><div class="x">${inner}</div>`,
  ]),
  [
    'a sheet for phones',
    (inner) =>
      `<style media="(max-width:600px)">.x{display:none}</style><div class="x">${inner}</div>`,
  ],
  [
    'a sheet for Outlook',
    (inner) =>
      `<!--[if mso]><style>.x{display:none}</style><![endif]--><div class="x">${inner}</div>`,
  ],
  ['a fold', (inner) => `<details><summary>More</summary>${inner}</details>`],
  ['a fold around an element', (inner) => `<details><p>${inner}</p></details>`],
  ['a film', (inner) => `<video src="https://a.example/v.mp4">${inner}</video>`],
];

describe('what is hidden from some', () => {
  for (const [how, around] of hiddenFromSome) {
    for (const isWhole of [false, true]) {
      it(`by ${how} is not shown to all${isWhole ? ', in a document' : ''}`, () => {
        const copy = `<p>Hi</p>${around(`WORDS ${link} ${address}`)}`;
        const { html, text } = render({ html: isWhole ? `<html><body>${copy}` : copy });
        assert.match(html, />Unsubscribe<\/a>/);
        assert.match(text, /WORDS/);
      });
    }
  }

  it('with our footer by a rule of the copy holds the email', () => {
    for (const rule of [
      'a{display:none !important}',
      '@media (max-width:600px){a{display:none}}',
      '@media all{a{display:none}}',
      'a:link{display:none}',
      '[href*="us.example"]{display:none}',
      '@media (prefers-color-scheme:dark){a{font-size:0}}',
    ]) {
      const html = `<style>${rule}</style><p>Hi</p>`;
      assert.throws(
        () => render({ html }),
        blocked(/does not show \{\{unsubscribe_url\}\} to all readers/),
        rule,
      );
    }
  });

  it('is shown to all where one of two links is, whatever the screen', () => {
    const css =
      '.phone{display:none} @media (max-width:600px){.phone{display:block} .desk{display:none}}';
    const html = `<style>${css}</style><p>Hi</p><p class="desk">${link} ${address}</p><p class="phone">${link} ${address}</p>`;
    assert.doesNotMatch(render({ html }).html, />Unsubscribe<\/a>/);
  });

  it('by styles that lie elsewhere nobody knows: the footer has both', () => {
    for (const head of [
      '<link rel="stylesheet" href="https://a.example/mail.css">',
      '<style>@import url("https://a.example/mail.css");</style>',
    ]) {
      assert.match(
        render({ html: `${head}<p>Hi ${link} ${address}</p>` }).html,
        />Unsubscribe<\/a>/,
      );
    }
    const font = '<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Lato">';
    assert.doesNotMatch(
      render({ html: `${font}<p>Hi ${link} ${address}</p>` }).html,
      />Unsubscribe</,
    );
  });

  const seen: [how: string, around: (inner: string) => string][] = [
    ['paper', (inner) => `<style>@media print{.x{display:none}}</style><p class="x">${inner}</p>`],
    ['a voice', (inner) => `<p aria-hidden="true">${inner}</p>`],
    ['nobody', (inner) => `<style>@media not all{p{display:none}}</style><p>${inner}</p>`],
    [
      'a pointer',
      (inner) => `<style>a:hover{opacity:0} a:visited{color:#fff}</style><p>${inner}</p>`,
    ],
    ['an open fold', (inner) => `<details open><p>${inner}</p></details>`],
    ['a summary', (inner) => `<details><summary>${inner}</summary>x</details>`],
    [
      'letters cut out of a picture',
      (inner) =>
        `<div style="background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent">${inner}</div>`,
    ],
    [
      'a small move',
      (inner) => `<div style="position:relative;left:-2px;margin:-8px 0">${inner}</div>`,
    ],
    ['a large line', (inner) => `<div style="line-height:0">${inner}</div>`],
    ['a turn', (inner) => `<div style="transform:rotate(2deg) scale(.9)">${inner}</div>`],
    [
      'phones, by its padding',
      (inner) =>
        `<style>@media (max-width:600px){.x{padding:0 !important;width:100%}}</style><p class="x">${inner}</p>`,
    ],
  ];
  for (const [how, around] of seen) {
    it(`is not what ${how} shows: nothing is added`, () => {
      const { html } = render({ html: `<p>Hi</p>${around(`${link} ${address}`)}` });
      assert.doesNotMatch(html, />Unsubscribe<\/a>/);
    });
  }
});

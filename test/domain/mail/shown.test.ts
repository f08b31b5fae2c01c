import assert from 'node:assert/strict';
import { shownTo, withoutPadding } from '../../../src/domain/mail/shown.js';
import { assertCpuWithin } from '../../support/cpu.js';
import { blocked, render } from './template-sample.js';

const link = '<a href="{{ unsubscribe_url }}">No more of this</a>';
const address = '{{ sender_address }}';

/** Copy that hides what stands in it, from some readers or from all. */
const hidden: [how: string, around: (inner: string) => string][] = [
  ['display', (inner) => `<div style="display:none">${inner}</div>`],
  ['display, shouted', (inner) => `<div style="DISPLAY : NONE !important">${inner}</div>`],
  ['visibility', (inner) => `<div style="visibility: hidden">${inner}</div>`],
  ['no opacity', (inner) => `<div style="opacity:0">${inner}</div>`],
  ['hardly any opacity', (inner) => `<div style="opacity:.01">${inner}</div>`],
  ['letters of no size', (inner) => `<p style="font-size:0">${inner}</p>`],
  ['letters of one pixel', (inner) => `<p style="font-size:1px">${inner}</p>`],
  ['letters of no share', (inner) => `<p style="font-size:0%">${inner}</p>`],
  ['no height', (inner) => `<div style="max-height:0;overflow:hidden">${inner}</div>`],
  ['no width', (inner) => `<div style="width:0px;overflow:hidden">${inner}</div>`],
  ['Outlook alone', (inner) => `<div style="mso-hide:all">${inner}</div>`],
  ['a condition', (inner) => `<!--[if mso]><div>${inner}</div><![endif]-->`],
  ['a condition of all but Outlook', (inner) => `<!--[if !mso]><!-->${inner}<!--<![endif]-->`],
  ['the attribute', (inner) => `<div hidden>${inner}</div>`],
  [
    'ink that is not there',
    (inner) =>
      `<p style="color:transparent">${inner}</p>`.replaceAll(
        '<a ',
        '<a style="color:transparent" ',
      ),
  ],
  [
    'ink of the paper',
    (inner) =>
      `<div style="background:#f4f4f4">${`<p style="color:#f5f5f5">${inner}</p>`.replaceAll('<a ', '<a style="color:#f4f4f4" ')}</div>`,
  ],
  [
    'white on white',
    (inner) => `<font color="white">${inner.replaceAll('<a ', '<a style="color:#FFF" ')}</font>`,
  ],
  ['a place far away', (inner) => `<div style="position:absolute;left:-9999px">${inner}</div>`],
  ['an indent', (inner) => `<p style="text-indent:-9999px">${inner}</p>`],
  ['a clip', (inner) => `<div style="position:absolute;clip:rect(0 0 0 0)">${inner}</div>`],
  ['a rule of its own', (inner) => `<style>.x{display:none}</style><div class="x">${inner}</div>`],
  [
    'a rule that is important',
    (inner) =>
      `<style>div.x{display:none!important}</style><div class="x" style="display:block">${inner}</div>`,
  ],
  ...[
    'filter:opacity(0)',
    'opacity:5%',
    'transform:scale(0)',
    'transform:scale(1,0)',
    'transform:scale3d(0,0,0)',
    'transform:rotateY(90deg)',
    'transform:translateX(-9999px)',
    'transform:translate(0, -200vh)',
    'translate:-9999px',
    'scale:0',
    'zoom:.01',
    'clip-path:inset(100%)',
    'clip-path:circle(0)',
    'clip-path:polygon(0 0, 0 0, 0 0)',
    'position:fixed;clip:rect(1px,1px,1px,1px)',
    'position:relative;left:-9999px',
    'position:absolute;top:-100vh',
    'position:absolute;inset:0 0 0 -9999px',
    'margin-left:-9999px',
    'margin:0 0 0 -9999em',
    'text-indent:-100%',
    'text-indent:-9999em',
    'letter-spacing:-9999px',
    'font:0/0 a',
    'font-size:calc(0px)',
    'font-size:0.001em',
    'font-size:1e-5px',
    'height:0;overflow:auto',
    'height:1px;overflow-y:hidden',
    'line-height:0;overflow:hidden',
    'max-width:0;overflow:clip',
    'content-visibility:hidden',
    'visibility:collapse',
    'display:/* x */none',
    'display:none;display:none',
  ].map((style): [string, (inner: string) => string] => [
    style,
    (inner) => `<div style="${style}">${inner}</div>`,
  ]),
  ...[
    ['#fff', 'white'],
    ['#fffe', 'rgba(255,255,255,.01)'],
    ['snow', 'rgb(255 250 250)'],
    ['hsl(120, 100%, 25%)', 'green'],
    ['rgb(100%, 0%, 0%)', 'red'],
    ['rebeccapurple', '#663399'],
  ].map(([paper, ink]): [string, (inner: string) => string] => [
    `${ink} on ${paper}`,
    (inner) =>
      `<div style="background:${paper}"><p style="color:${ink}">${inner.replaceAll('<a ', `<a style="color:${ink}" `)}</p></div>`,
  ]),
  [
    'letters that are filled with nothing',
    (inner) =>
      `<div style="-webkit-text-fill-color:transparent">${inner.replaceAll('<a ', '<a style="color:inherit" ')}</div>`,
  ],
  ['a popover', (inner) => `<div popover>${inner}</div>`],
  ...[
    ['.x .y', '<i class="x"><b class="y">', '</b></i>'],
    ['section > div', '<section><div>', '</div></section>'],
    ['.x:not(.y, .z)', '<div class="x">', '</div>'],
    [':is(.y, .x)', '<div class="x">', '</div>'],
    ['[data-x="a, b"]', '<div data-x="a, b">', '</div>'],
    ['div[class^="pre"]', '<div class="prefix">', '</div>'],
    ['*', '<div>', '</div>'],
    ['i ~ div', '<i></i><div>', '</div>'],
    ['div:lang(en)', '<div>', '</div>'],
    ['.x:not(:hover)', '<div class="x">', '</div>'],
  ].map(([selector, before, after]): [string, (inner: string) => string] => [
    `the rule of ${selector}`,
    (inner) =>
      `<style>${selector}${selector === '*' ? '.x' : ''}{display:none}</style>${selector === '*' ? '<div class="x">' : before}${inner}${after}`,
  ]),
  ...[
    '@media all{.x{display:none}}',
    '@media screen{.x{display:none}}',
    '@media only screen{.x{display:none !important}}',
    '@media ONLY SCREEN and (min-width:0px){.x{display:none}}',
    '@media print, screen {.x{display:none}}',
    '@layer a{.x{display:none}}',
    '@media all{@media screen{.x{display:none}}}',
    'div{&.x{display:none}}',
    '/* } */.x{/* ; */display:none',
    '.x{color:red;display:none',
  ].map((css): [string, (inner: string) => string] => [
    css,
    (inner) => `<style>${css}</style><div class="x">${inner}</div>`,
  ]),
  [
    'an element in the way',
    (inner) => `<div style="display:none"><p style="display:block">${inner}</p></div>`,
  ],
];

describe('what is hidden', () => {
  for (const [how, around] of hidden) {
    it(`by ${how} is not shown: the footer adds link and address`, () => {
      const { html, text } = render({ html: `<p>Hi</p>${around(`${link} ${address}`)}` });
      assert.match(html, /<p>Us, 1 Street, Town<\/p><p><a href="[^"]*">Unsubscribe<\/a>/);
      assert.match(text, /1 Street, Town/);
      assert.match(text, /https:\/\/us\.example\/u\/1/);
    });
  }

  const unread = hidden.filter(([how]) => !/Outlook/.test(how));
  for (const [how, around] of unread) {
    it(`by ${how} is no word, and not in the text`, () => {
      assert.throws(() => render({ html: around('secret') }), blocked(/the body is empty/));
      assert.doesNotMatch(render({ html: `<p>Hi</p>${around('secret')}` }).text, /secret/);
    });
  }

  it('from Outlook alone is in the text: a button has its other half in a condition', () => {
    const html = '<p>Hi</p><a style="mso-hide:all" href="https://a.example">Go</a>';
    assert.match(render({ html }).text, /Go https:\/\/a\.example/);
  });

  it('of a link is all that could be clicked: the footer has one', () => {
    for (const inside of [
      '',
      '&nbsp;',
      '&#8203;',
      '<span style="display:none">u</span>',
      '<img src="https://a.example/1.gif" width="1" height="1">',
    ]) {
      const { html } = render({ html: `<p>Hi</p><a href="{{ unsubscribe_url }}">${inside}</a>` });
      assert.match(html, />Unsubscribe<\/a>/, inside);
    }
  });

  const shown: [how: string, html: string][] = [
    [
      'letters that are large again',
      '<div style="font-size:0"><p style="font-size:14px">WORDS</p></div>',
    ],
    [
      'what is visible again',
      '<div style="visibility:hidden"><p style="visibility:visible">WORDS</p></div>',
    ],
    ['a box of no height of which things stick out', '<div style="height:0">WORDS</div>'],
    ['white on dark', '<div style="background-color:#111"><p style="color:#fff">WORDS</p></div>'],
    [
      'white on a picture',
      '<div style="background:url(https://a.example/b.png)"><p style="color:#fff">WORDS</p></div>',
    ],
    [
      'what is hidden on a phone',
      '<style>@media (max-width:400px){.x{display:none}}</style><p class="x">WORDS</p>',
    ],
    [
      'what one rule hides and a stronger one shows',
      '<style>h1{display:none} h1.x{display:block}</style><h1 class="x">WORDS</h1>',
    ],
    ['what Outlook does not know', '<!--[if !mso]><!--><p>WORDS</p><!--<![endif]-->'],
  ];
  for (const [how, html] of shown) {
    it(`is not ${how}`, () => assert.match(render({ html }).text, /WORDS/));
  }

  it('leaves what is shown as it is', () => {
    const html = '<p class="a">a &amp; b<br>c <a href="https://a.example">d</a></p><!-- e -->';
    assert.equal(shownTo('everyone', html), html.replace('<!-- e -->', ''));
  });
});

describe('runs of characters that nobody sees', () => {
  it('pad a preheader, and are not in the text', () => {
    const padding = '&zwnj;&nbsp;'.repeat(75) + '&#847; '.repeat(40) + '&shy;'.repeat(9);
    const { text } = render({ html: `<p>One number${padding}</p><p>Hi</p>` });
    assert.match(text, /^One number ?\n\nHi/);
  });

  const kept = [
    'a\u200db',
    'می\u200cخواهم',
    '👩\u200d👩\u200d👧',
    '❤\ufe0f\u200d🔥',
    'a \u00a0b',
    'a\n\nb',
  ];
  for (const text of kept) {
    it(`are not the single ones of ${JSON.stringify(text)}`, () =>
      assert.equal(withoutPadding(text), text));
  }

  it('cost little, however many', () => {
    const many = '\u200b\u00a0x'.repeat(60_000) + '\u200b'.repeat(100_000);
    return assertCpuWithin(2_000, () => withoutPadding(many), 'it', { tries: 3 });
  });
});

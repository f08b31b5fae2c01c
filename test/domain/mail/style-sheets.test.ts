import assert from 'node:assert/strict';
import { readySheets, withoutUnused } from '../../../src/domain/mail/style-sheets.js';
import { render } from './template-sample.js';

describe('the sheets of a page', () => {
  const cases: [what: string, css: string, ready: string][] = [
    ['rules', 'p{color:red}', 'p{color:red}'],
    [
      'rules under a condition',
      '@media (max-width: 9px) { p { color: red; margin: 0 } a{b:c} }',
      '@media (max-width: 9px) { p { color: red !important; margin: 0 !important} a{b:c !important} }',
    ],
    [
      'what is important already',
      '@media print{p{color:red!important}}',
      '@media print{p{color:red!important}}',
    ],
    ['fonts', '@font-face{font-family:"A;B"}', '@font-face{font-family:"A;B"}'],
    [
      'fonts under a condition',
      '@media print{@font-face{font-family:x}p{a:b}}',
      '@media print{@font-face{font-family:x}p{a:b !important}}',
    ],
    [
      'texts, addresses and comments',
      '@media print{/* {;} */p{background:url(a;b);content:";}"}}',
      '@media print{/* {;} */p{background:url(a;b) !important;content:";}" !important}}',
    ],
    [
      'what follows a condition',
      '@media print{p{a:b}}p{c:d}',
      '@media print{p{a:b !important}}p{c:d}',
    ],
    ['what an editor hid from old browsers', '<!-- p{a:b} -->', ' p{a:b} '],
  ];
  for (const [what, css, ready] of cases) {
    it(`keep ${what}`, () =>
      assert.equal(readySheets(`<style>${css}</style>`), `<style>${ready}</style>`));
  }

  it('keep the condition of a whole sheet, which hides nothing from everybody', () => {
    for (const media of ['media="(max-width: 400px)"', "media='print'", 'media=print']) {
      const { html, text } = render({
        html: `<style type="text/css" ${media}>.x{display:none}</style><p class="x">WORDS</p>`,
      });
      assert.match(text, /WORDS/);
      assert.match(html, /@media [^{]+\{\s*\.x\s*\{\s*display: none !important/);
    }
    const all = '<style media="all">.x{display:none}</style><p>Hi</p><p class="x">WORDS</p>';
    assert.doesNotMatch(render({ html: all }).text, /WORDS/);
  });

  it('keep dark what is dark at night only', () => {
    const { html } = render({
      html: '<html><head><style>body{background:#fff}@media (prefers-color-scheme:dark){body{background:#000;color:#eee}}</style></head><body><p>Hi</p></body></html>',
    });
    assert.match(html, /body\{background:#000 !important;color:#eee !important\}/);
  });
});

describe('the colours of the layout', () => {
  it('are in the mail that uses them, light and dark, and in no other', () => {
    const page =
      '<style>\n.ink-red { color: #b00; }\n.on-red { background: #fee; }\n@media (x) {\n  .plain .ink-red { color: #f99 !important; }\n}\n</style>';
    assert.equal(
      withoutUnused(page, '<p class="ink-red">x</p>'),
      page.replace('.on-red { background: #fee; }\n', ''),
    );
    assert.equal(withoutUnused(page, '<p>x</p>'), '<style>\n@media (x) {\n}\n</style>');
  });
});

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { findPrivateLink } from '../../../src/domain/mail/private-link.js';
import { blocked, render } from './template-sample.js';

const folder = new URL('./documents/', import.meta.url);
const known = { booking_link: 'https://c.example/book', business_name: 'Salon Sarah' };

/** A document of its own, as editors of mail export it. */
const document = (body: string, { head = '', attributes = '' } = {}) =>
  `<!doctype html><html lang="de" dir="rtl"><head><title>Old</title>${head}</head><body${attributes}>${body}</body></html>`;

describe('copy that is a whole document', () => {
  it('keeps its language, direction, title, and conditions as comments', () => {
    const condition = '<!--[if mso]><style>.x{display:none !important}</style><![endif]-->';
    const { html } = render({
      html: document('<a class="x" href="https://a.example">Go</a>', { head: condition }),
    });
    assert.match(html, /^<!doctype html><html lang="de" dir="rtl"><head><title>Old<\/title>/);
    assert.ok(html.includes(condition));
    assert.match(html, /<a class="x" href="https:\/\/a\.example">Go<\/a>/);
    assert.equal(html.match(/<(html|head|body|title)[ >]/g)?.length, 4);
  });

  it('has its styles on its elements, and its sheets beside them', () => {
    const sheet =
      '<style>i { color: blue; } u + .gmail { margin: 0; } @media print { i { color: red } }</style>';
    const { html } = render({ html: document('<i>Hi</i>', { head: sheet }) });
    assert.match(html, /<i style="color: blue;">Hi<\/i>/);
    assert.ok(html.includes('u + .gmail'));
    assert.match(html, /@media print \{ i \{ color: red/);
  });

  it('has none of our layout', () => {
    const { html } = render({ html: document('<p class="note">Hi</p>') });
    assert.doesNotMatch(html, /note" style/);
  });

  it('ends with the footer, within its body', () => {
    const { html, text } = render({ html: document('<p>Hi</p>') });
    assert.match(
      html,
      /<p>Hi<\/p><div lang="en" dir="ltr" style="[^"]*">.*Unsubscribe<\/a><\/p><\/div><\/body><\/html>$/,
    );
    assert.equal(text, 'Hi\n\nUs, 1 Street, Town\n\nUnsubscribe https://us.example/u/1\n');
  });

  const ends = [
    '<html><body><p>Hi</p>',
    '<body><p>Hi</p></body>',
    '<html><p>Hi</p></html>',
    '<!doctype html><p>Hi</p>',
    '<HTML><BODY><p>Hi</p></BODY></HTML>',
    '<!-- <body> --><html><body><p>Hi</p><!-- </body> --></body></html>',
  ];
  for (const html of ends) {
    it(`may be ${html}`, () => {
      const mail = render({ html });
      assert.match(mail.html, /Unsubscribe<\/a>/);
      assert.match(mail.text, /^Hi\n\nUs, 1 Street, Town/);
    });
  }

  const colours: [body: string, head: string, ink: RegExp][] = [
    ['', '<style>body{background:#111;color:#fff}</style>', /color: inherit/],
    [' style="background:#111;color:#fff"', '', /color: inherit/],
    [' bgcolor="#111111" text="#eeeeee"', '', /color: inherit/],
    [' style="background-color:#16213a"', '', /color: #ffffff/],
    ['', '<style>body{color:#333}</style>', /color: inherit/],
    [' bgcolor="#f4f0e8"', '', /color: #222222/],
    [' style="color:#ddd;background:#fff"', '', /color: #222222/],
    [' background="https://a.example/b.png"', '', /background: #ffffff; color: #4a554f/],
  ];
  for (const [attributes, head, ink] of colours) {
    it(`keeps its colours, and a footer that can be read on them: ${attributes || head}`, () => {
      const { html } = render({ html: document('<p>Hi</p>', { head, attributes }) });
      assert.match(/<div lang="en"[^>]*style="([^"]*)"/.exec(html)?.[1] ?? '', ink);
      assert.ok(html.includes(head));
    });
  }

  it('has a footer that can be read in the dark, where the body looks otherwise', () => {
    const dark = (ink: string) =>
      `<style>body{background:#fff;color:#222}@media (prefers-color-scheme:dark){body{background:#000;${ink}}}</style>`;
    for (const [head, look] of [
      [dark('color:#eee'), /color: inherit/],
      [dark(''), /background: #ffffff; color: #4a554f/],
    ] as const) {
      const { html } = render({ html: document('<p>Hi</p>', { head }) });
      assert.match(/<div lang="en"[^>]*style="([^"]*)"/.exec(html)?.[1] ?? '', look);
    }
  });

  it('has a footer where its words are: in the middle, or at the left', () => {
    const styleOf = (body: string) =>
      /<div lang="en"[^>]*style="([^"]*)"/.exec(render({ html: document(body) }).html)?.[1] ?? '';
    assert.match(styleOf('<p>Hi</p>'), /margin: 0; padding: 8px 0;/);
    for (const body of [
      '<table align="center"><tr><td>Hi</td></tr></table>',
      '<center>Hi</center>',
      '<div style="max-width:600px;margin:0 auto">Hi</div>',
    ]) {
      assert.match(styleOf(body), /margin: 0 auto;/);
    }
  });

  it('says that it is in UTF-8, as it is sent', () => {
    const head =
      '<meta http-equiv=Content-Type content="text/html; charset=windows-1252"><meta charset="iso-8859-1">';
    const { html } = render({ html: document('<p>Grüße</p>', { head }) });
    assert.match(html, /charset=utf-8"><meta charset="utf-8">/);
  });

  it('hides no footer by rules for its own paragraphs', () => {
    const head = '<style>p{display:none;color:#fff;font-size:0} div{color:#fff}</style>';
    const { html } = render({ html: document('<h1>Hi</h1>', { head }) });
    assert.match(html, /<p style="[^"]*display: block;[^"]*">/);
    const all = '<style>*{display:none!important}</style>';
    assert.throws(
      () => render({ html: document('<h1>Hi</h1>', { head: all }) }),
      blocked(/is empty/),
    );
  });
});

describe('links that only their author can open', () => {
  const refused = [
    'https://www.notion.so/Plan-0123456789abcdef0123456789abcdef',
    'https://notion.so/team/x',
    'https://app.notion.com/p/x',
    '/0123456789abcdef0123456789abcdef',
    'https://bucket.s3.amazonaws.com/a.png?X-Amz-Expires=3600',
    'http://localhost:3000/x',
  ];
  for (const link of refused) {
    it(`hold the email: ${link}`, () =>
      assert.throws(() => render({ html: `<a href="${link}">x</a>` }), blocked(/the address "/)));
  }
  const fine = [
    'https://team.notion.site/Plan-0123456789abcdef0123456789abcdef',
    'https://www.notion.com/product',
    'https://a.example/notion.so',
    'https://%7B%7Bportal_url%7D%7D',
    'https://www.notion.so/{{ portal_url }}',
  ];
  for (const link of fine) {
    it(`are not ${link}`, () =>
      assert.equal(findPrivateLink(`<a href="${link}">x</a>`), undefined));
  }
  it('may be what an event told: a client may have been let in', () => {
    const portal_url = 'https://www.notion.so/Client-0123456789abcdef0123456789abcdef';
    assert.ok(render({ html: '<a href="{{ portal_url }}">x</a>' }, { portal_url }).html);
  });
});

describe('documents in the manner of common editors', () => {
  it('number ten', async () => assert.equal((await documents()).length, 10));

  it('arrive whole, with names for tags, and with one link and one address that can be seen', async () => {
    for (const [name, source] of await documents()) {
      const { html, text } = render({ html: source }, known);
      assert.doesNotMatch(text, /[{}%]|\*\||\[\[|\u200c|\u034f/, name);
      assert.match(text, /Sarah/, name);
      assert.equal(text.match(/https:\/\/us\.example\/u\/1/g)?.length, 1, name);
      assert.equal(text.match(/1 Street, Town/g)?.length, 1, name);
      const conditions = (part: string) => part.match(/<!--\[if [\s\S]*?<!\[endif\]-->/g)?.length;
      assert.equal(conditions(html), conditions(source), name);
      for (const attribute of source
        .match(/<(html|body)\b[^>]*/g)
        ?.flatMap((tag) => tag.match(/(lang|dir|bgcolor)="?[\w#-]+"?/g) ?? []) ?? []) {
        assert.ok(
          html.includes(attribute.replaceAll(/=([\w#-]+)$/g, '="$1"')),
          `${name}: ${attribute}`,
        );
      }
    }
  });

  async function documents(): Promise<[string, string][]> {
    const names = await readdir(folder);
    return Promise.all(
      names.map(
        async (name): Promise<[string, string]> => [
          name,
          await readFile(new URL(name, folder), 'utf8'),
        ],
      ),
    );
  }
});

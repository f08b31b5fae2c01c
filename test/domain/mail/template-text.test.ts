import assert from 'node:assert/strict';
import { toText } from '../../../src/domain/mail/template-html.js';

describe('the text that is derived from HTML', () => {
  const cases: [what: string, html: string, text: string][] = [
    [
      'has a link behind its words',
      '<p>Or <a href="https://a.example/b?c=1&amp;d=2">pick a time</a>.</p>',
      'Or pick a time https://a.example/b?c=1&d=2.',
    ],
    [
      'says an address once',
      '<p><a href="https://a.example">https://a.example</a></p>',
      'https://a.example',
    ],
    [
      'keeps cells apart',
      '<table><tr><th>System</th><th>State</th></tr>\n<tr> <td>GPS</td> <td>red</td> </tr></table><p>End</p>',
      'System  State\nGPS  red\n\nEnd',
    ],
    [
      'keeps the cells of a row together where they are short paragraphs',
      '<table><tr><td><p>One</p></td><td> <p><b>Two</b></p> </td></tr><tr><td><div><p>3</p></div></td><td><p>4</p></td></tr></table>',
      'One  Two\n3  4',
    ],
    [
      'keeps columns of text apart',
      `<table><tr><td><p>${'One '.repeat(20)}</p></td><td><p>Two</p></td></tr></table>`,
      `${'One '.repeat(20).trim()}\n\nTwo`,
    ],
    [
      'keeps headings as they are written',
      '<h1>Hi you</h1><h2>And you</h2><p>a</p>',
      'Hi you\n\nAnd you\n\na',
    ],
    ['draws lists', '<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>', ' * a\n * b\n\n 1. c'],
    ['breaks no long line', `<p>${'word '.repeat(60)}</p>`, 'word '.repeat(60).trim()],
    [
      'shows no picture, style, script or comment',
      '<style>p{}</style><p>a<img src="https://a.example/b.png" alt="c"></p><script>d</script><!-- e -->',
      'a',
    ],
    ['keeps code', '<pre><code>a<br>  b</code></pre>', 'a\n  b'],
    ['decodes entities once', '<p>&amp;lt; &lt;b&gt; &#39;</p>', "&lt; <b> '"],
    [
      'leaves one empty line at most',
      '<p>a</p><p></p><p>&nbsp;</p><div><div><p>b</p></div></div>',
      'a\n\nb',
    ],
  ];
  for (const [what, html, text] of cases) {
    it(what, () => assert.equal(toText(html), text));
  }
});

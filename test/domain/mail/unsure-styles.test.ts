import assert from 'node:assert/strict';
import { render } from './template-sample.js';

const link = '<a href="{{ unsubscribe_url }}">No more of this</a>';
const address = '{{ sender_address }}';

describe('what is hidden, perhaps,', () => {
  for (const style of [
    'font-size:clamp(0px, 0vw, 0px)',
    'height:min(0px, 10px);overflow:hidden',
    'transform:matrix3d(0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1)',
    'transform:perspective(1px) translateZ(9px)',
    'position:relative;z-index:-1',
    'color:oklch(1 0 0)',
    'background:color(srgb 0 0 0)',
    'background-color:light-dark(#000, #111)',
    'color:var(--paper)',
    'display:var(--none, none)',
    'opacity:calc(1 - 1)',
    'filter:blur(20px)',
    'filter:brightness(0) invert(1)',
    'mask-image:linear-gradient(transparent, transparent)',
    'mix-blend-mode:screen',
    'animation:gone 1s forwards',
    '-webkit-text-security:disc',
    'letter-spacing:-1em',
    'clip-path:path("M0 0")',
    'left:calc(-1 * 9999px);position:absolute',
  ]) {
    it(`by ${style} may be shown or not: it is in the text, and the footer adds link and address`, () => {
      const copy = `<p>Hi</p><div style='${style}'>secret ${link} ${address}</div>`;
      const { html, text } = render({ html: copy });
      assert.match(html, /<p>Us, 1 Street, Town<\/p><p><a href="[^"]*">Unsubscribe<\/a>/);
      assert.match(text, /secret No more of this/);
    });
  }

  for (const style of [
    'width:calc(28000% - 167400px);min-width:calc(100%)',
    'transform:translateY(2px) rotate(3deg)',
    'letter-spacing:-0.02em',
    'letter-spacing:1.5px;line-height:150%',
    'z-index:2;position:relative',
    'color:inherit;background:#ffffff',
    'filter:drop-shadow(0 0 2px #ccc)',
    'font:italic 14px/1.5 Georgia, serif',
  ]) {
    it(`is not what ${style} styles: the footer leaves out what is said there`, () => {
      const copy = `<p>Hi</p><div style="${style}">${link} ${address}</div>`;
      assert.doesNotMatch(render({ html: copy }).html, /Unsubscribe<\/a>/);
    });
  }
});

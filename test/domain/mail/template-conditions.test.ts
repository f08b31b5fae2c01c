import assert from 'node:assert/strict';
import { blocked, render } from './template-sample.js';

const copy = (tag: string, condition: string) =>
  `{% ${tag} ${condition} %}<p>One</p>{% else %}<p>Other</p>{% end${tag} %}`;

/** Of a condition that it does not know Liquid takes the beginning, which holds for everybody. */
describe('conditions', () => {
  const wrong: [condition: string, why: RegExp][] = [
    ['first_name eq "Bob"', /"eq" is no comparison; write it as segment == "CRITICAL"/],
    ['first_name is "Bob"', /"is" is no comparison/],
    ['first_name equals "Bob"', /"equals" is no comparison/],
    ['first_name "Bob"', / "Bob" is no comparison/],
    ['first_name == "Bob" first_name', /is no comparison/],
    ['first_name == "Bob" or "Ann"', /"Ann" by itself always holds/],
    ['"Bob" and first_name', /"Bob" by itself always holds/],
    ['first_name or 5', /5 by itself always holds/],
    ['not first_name "Bob"', /is no comparison/],
  ];
  for (const [condition, why] of wrong) {
    it(`block the email: ${condition}`, () => {
      for (const html of [
        copy('if', condition),
        copy('unless', condition),
        `{% if first_name %}<p>One</p>{% elsif ${condition} %}<p>Two</p>{% endif %}`,
        `{% if first_name %}${copy('if', condition)}{% endif %}`,
      ]) {
        assert.throws(() => render({ html }), blocked(why), html);
      }
    });
  }

  const right: [condition: string, first: boolean][] = [
    ['first_name == "Sarah"', true],
    ['first_name != "Sarah"', false],
    ['first_name contains "ara" and sender_name == "Us"', true],
    ['not first_name', false],
    ['not first_name == "Bob"', true],
    ['nothing', false],
    ['nothing or first_name', true],
    ['first_name == "Bob" or first_name == "Sarah"', true],
    ['true', true],
    ['first_name.size > 4', true],
  ];
  for (const [condition, first] of right) {
    it(`hold or do not: ${condition}`, () => {
      const said = (tag: string) =>
        /^(One|Other)/.exec(render({ html: copy(tag, condition) }).text)?.[1];
      assert.equal(said('if'), first ? 'One' : 'Other');
      assert.equal(said('unless'), first ? 'Other' : 'One');
    });
  }
});

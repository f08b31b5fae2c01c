import assert from 'node:assert/strict';
import { usedVariables } from '../../../src/domain/mail/used-variables.js';

describe('the variables that copy expects', () => {
  const names = new Set(['first_name']);
  const used = (source: string) =>
    usedVariables(source, 'html', names).map(
      ({ name, line, column, isGuarded }) =>
        `${name} ${line}:${column}${isGuarded ? ' guarded' : ''}`,
    );

  const cases: [what: string, source: string, expected: string[]][] = [
    ['an output', 'Hi {{ a }}', ['a 1:7']],
    ['an output with a default', '{{ a | default: "x" }}', ['a 1:4 guarded']],
    ['what a default is made of', '{{ a | default: b }}', ['a 1:4 guarded', 'b 1:17']],
    ['a default behind other filters', '{{ a | upcase | default: "x" }}', ['a 1:4 guarded']],
    ['a filter that is no default', '{{ a | upcase }}', ['a 1:4']],
    ['a condition', '{% if a %}x{% endif %}', ['a 1:7 guarded']],
    ['what was asked for', '{% if a %}{{ a }}{% endif %}', ['a 1:7 guarded', 'a 1:14 guarded']],
    ['something else in a condition', '{% if a %}{{ b }}{% endif %}', ['a 1:7 guarded', 'b 1:14']],
    ['what was asked for before', '{% if a %}x{% endif %}{{ a }}', ['a 1:7 guarded', 'a 1:26']],
    ['a choice', '{% case a %}{% when "x" %}{{ b }}{% endcase %}', ['a 1:9 guarded', 'b 1:30']],
    ['the next line', 'x\n  {{ a }}', ['a 2:6']],
    ['what copy makes itself', '{% assign b = a %}{{ b }}', ['a 1:15']],
    ['a loop', '{% for one in a %}{{ one }}{{ forloop.index }}{% endfor %}', ['a 1:15']],
    ['what a capture holds', '{% capture c %}{{ a }}{% endcapture %}{{ c }}', ['a 1:19']],
    ['a comment', '{% comment %}{{ a }}{% endcomment %}', []],
    ['a tag of another program', 'Hi *|FIRST_NAME|*', ['first_name 1:7']],
    ['no Liquid', '{% if %}', []],
    ['no tags', 'Hi', []],
  ];
  for (const [what, source, expected] of cases) {
    it(`${what}: ${source.replaceAll('\n', ' / ')}`, () =>
      assert.deepEqual(used(source), expected));
  }
});

import assert from 'node:assert/strict';
import { Command } from 'commander';
import type { Commands } from '../../scripts/checks/documents/commands.js';
import { faultsOf } from '../../scripts/checks/documents/faults.js';

const evergreen = new Command('evergreen');
evergreen.command('pause').option('--reason <text>');
evergreen.command('switch').command('on').option('--mode <mode>');
const commands: Commands = {
  scripts: { start: '', test: '', check: '', evergreen: '' },
  options: { start: ['--reset'] },
  evergreen,
};

/** `line what` of every fault of a document among a few files. */
function findFaults(text: string, document = 'docs/guide.md'): string[] {
  const contents = new Map([
    ['README.md', '# Evergreen\n\n## Adding a `sequence`\n'],
    ['src/campaign/stops.ts', ''],
    ['src/campaign/sequences/no-show.ts', ''],
    ['docs/guide.md', '## Here\n'],
    ['Dockerfile', ''],
    [document, text],
  ]);
  const files = { paths: [...contents.keys()], read: (path: string) => contents.get(path) ?? '' };
  return faultsOf(document, files, commands).map(({ line, what }) => `${line} ${what}`);
}

describe('the check of documents', () => {
  const found: [what: string, text: string, fault: string][] = [
    ['a file', 'See\n`src/campaign/stop.ts`.', '2 there is no src/campaign/stop.ts'],
    ['a folder', '`src/campaigns/`', '1 there is no src/campaigns/'],
    ['a file of any name', '`src/domain/<name>.ts`', '1 there is no src/domain/<name>.ts'],
    ['a file name', '`stop.ts`', '1 there is no stop.ts'],
    ['a built file', '`node dist/src/main.js`', '1 there is no dist/src/main.js'],
    ['a file in a table', '| a | b |\n| - | - |\n| `stop.ts` | |', '3 there is no stop.ts'],
    ['the target of a link', '[guide](guides.md)', '1 there is no docs/guides.md'],
    ['a heading', '[add](../README.md#adding)', '1 README.md has no heading #adding'],
    ['a heading of its own', '[below](#there)', '1 docs/guide.md has no heading #there'],
    ['a script', '`npm run bench`', '1 package.json has no script "bench"'],
    [
      'a script in a code block',
      '```sh\nnpm test # all\nnpm run bench\n```',
      '3 package.json has no script "bench"',
    ],
    ['a script’s option', '`npm start -- --new`', '1 "npm run start" has no option --new'],
    ['a command', '`npm run evergreen -- hold x`', '1 evergreen has no command "hold"'],
    ['a command alone', '`evergreen hold x`', '1 evergreen has no command "hold"'],
    [
      'a command below another',
      '`evergreen switch up`',
      '1 "evergreen switch" has no such command',
    ],
    [
      'an option',
      '```console\n$ evergreen pause x --why y\nhold --why\n```',
      '2 "evergreen pause x --why y" has no option --why',
    ],
    [
      'a command in a table of commands',
      '| command | does |\n| - | - |\n| `hold <run>` | `hold` |',
      '3 evergreen has no command "hold"',
    ],
  ];
  for (const [what, text, fault] of found) {
    it(`finds ${what} that is not there`, () => assert.deepEqual(findFaults(text), [fault]));
  }

  const there: [what: string, text: string][] = [
    ['paths', '`src/campaign/`, `src/campaign/sequences/<name>.ts`, `stops.ts`, `Dockerfile`'],
    [
      'links',
      '[a](../README.md#adding-a-sequence) [b](https://example.org/x#y) [c](../src/campaign)',
    ],
    ['commands', '`npm start -- --reset`, `npm run --silent evergreen -- pause x --reason y`'],
    ['alternatives', '`evergreen switch on [--mode shift|catch-up]`, `evergreen <command> --help`'],
    ['addresses and words', '`POST /webhooks/calcom`, `application/problem+json`, `evergreen`'],
  ];
  for (const [what, text] of there) {
    it(`leaves ${what} alone that are there`, () => assert.deepEqual(findFaults(text), []));
  }

  it('reads the comments of other files', () =>
    assert.deepEqual(findFaults('a: 1 # see docs/gone.md\nb: docs/gone.md\n', 'compose.yml'), [
      '1 there is no docs/gone.md',
    ]));

  it('looks at the newest part of a changelog alone', () =>
    assert.deepEqual(
      findFaults('# Changelog\n\n## Unreleased\n\n`a.ts`\n\n## 0.1.0\n\n`b.ts`\n', 'CHANGELOG.md'),
      ['5 there is no a.ts'],
    ));
});

import assert from 'node:assert/strict';
import { evergreen } from './evergreen.js';

const commands = [
  'contact',
  'runs',
  'plan',
  'sequences',
  'switch on',
  'switch off',
  'switch status',
  'pause',
  'resume',
  'skip-next',
  'send-now',
  'reschedule',
  'resolve',
  'restart',
  'stop',
  'resubscribe',
  'doctor',
  'init',
  'secrets import',
  'notion setup',
  'notion check',
  'temporal setup',
  'replay',
  'versions list',
  'versions use',
];

describe('evergreen', () => {
  it('refuses a setting of ours that there is not, as all processes do', async () => {
    const { code, err } = await evergreen('plan assessment', { env: { EVERGREEN_COLOUR: 'red' } });
    assert.notEqual(code, 0);
    assert.match(err, /EVERGREEN_COLOUR: no such setting/);
  });

  const wrong: [typed: string, told: RegExp][] = [
    ['frob', /^evergreen: unknown command 'frob'/],
    ['contcat a@b.org', /unknown command 'contcat' \(Did you mean contact\?\)/],
    ['contact', /missing required argument 'email'/],
    ['contact sarah', /'sarah' is invalid for argument 'email'. Expected an email address/],
    ['contact a@b.org c@d.org', /too many arguments/],
    ['plan', /missing required argument 'sequence'/],
    ['plan signup', /Allowed choices are assessment, /],
    ['plan assessment --at tomorrow', /Expected an instant such as 2025-12-01T10:30:00Z/],
    ['plan assessment --field email', /Expected a name and a value, such as red_systems=2/],
    ['runs --due soon', /Expected a length of time such as 30m, 24h or 7d/],
    ['switch on', /required option '--mode <mode>'/],
    ['switch on --mode later', /Allowed choices are shift, catch-up/],
    ['resolve assessment/x 2', /required option '--as <fate>'/],
    ['resolve assessment/x two --as sent', /Expected the number of an email, such as 2/],
    ['restart assessment/x', /required option '--from <number>'/],
    ['reschedule assessment/x 3', /missing required argument 'ISO'/],
    ['secrets import', /missing required argument 'file'/],
    ['stop sarah@', /Expected an email address/],
    ['pause assessment/x --colour red', /unknown option '--colour'/],
  ];
  for (const command of [
    'export a@b.org --out',
    'import --from notion --report',
    'handback --out',
    'shadow report --out',
    'templates preview x --out',
    'secrets import .env --out',
  ]) {
    for (const [path, told] of [
      ['', /Expected the path of a file/],
      ['missing/people.csv', /Expected a file in a folder that is there, which missing is not/],
      ['src', /Expected a file, which src is not/],
    ] as const) {
      it(`asks nobody for what "${command} ${path}" could not write`, async () => {
        const { code, out, err } = await evergreen([...command.split(' '), path]);
        assert.match(err, told);
        assert.deepEqual({ code, out }, { code: 2, out: '' });
      });
    }
  }

  for (const command of [
    ['pause', 'assessment/x'],
    ['stop', 'a@b.org'],
    ['switch', 'off'],
    ['forget', 'a@b.org', '--go'],
    ['reseal', '--go'],
    ['shadow', 'end'],
  ]) {
    it(`judges who asks for "${command.join(' ')}", and why, as the API does`, async () => {
      for (const [given, told] of [
        [['--by', 'Ann\n\u001b[2J'], /^evergreen: --by: must not contain control characters\n$/],
        [['--by', 'a'.repeat(201)], /^evergreen: --by: expected at most 200 characters\n$/],
        [['--by', ' '], /^evergreen: --by: is required\n$/],
        [['--reason', 'a\nb'], /^evergreen: --reason: must not contain control characters\n$/],
        [['--reason', 'a'.repeat(201)], /^evergreen: --reason: expected at most 200 characters\n$/],
      ] as const) {
        const { code, out, err } = await evergreen([...command, ...given]);
        assert.match(err, told);
        assert.deepEqual({ code, out }, { code: 2, out: '' });
      }
    });
  }

  for (const [typed, told] of wrong) {
    it(`takes "${typed}" for wrong usage, in one line`, async () => {
      const { code, out, err } = await evergreen(typed);
      assert.match(err, told);
      assert.equal(err.trimEnd().split('\n').length, 1);
      assert.deepEqual({ code, out }, { code: 2, out: '' });
    });
  }

  for (const name of commands) {
    it(`explains ${name} with an example`, async () => {
      const { code, out } = await evergreen(`${name} --help`);
      assert.equal(code, 0);
      assert.match(out, new RegExp(`\nExample:\n {2}evergreen ${name} ?`));
      assert.match(out, /--json/);
    });
  }

  it('lists its commands, and does nothing without one', async () => {
    const { code, out } = await evergreen('--help');
    assert.equal(code, 0);
    for (const name of commands) {
      assert.match(out, new RegExp(`^ {2}${name.split(' ')[0]} `, 'm'));
    }
    assert.equal((await evergreen([])).code, 2);
    assert.equal((await evergreen('switch')).code, 2);
  });

  it('wants to know who asks for a control', async () => {
    const { code, err } = await evergreen('pause assessment/x', { env: {} });
    assert.equal(
      err,
      'evergreen: --by is missing: expected who asks for it, as USER is not set either\n',
    );
    assert.equal(code, 2);
  });
});

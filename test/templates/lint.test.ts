import assert from 'node:assert/strict';
import { readLayout, readTemplates } from '../../src/campaign/copy/templates.js';
import { copyRules } from '../../src/campaign/copy-rules.js';
import { templateNames } from '../../src/campaign/sequences/index.js';
import type { FoundTemplate, TemplateReport } from '../../src/domain/copy-report.js';
import { type Renderer, room } from '../../src/rendering/room.js';
import { lintSet } from '../../src/templates/lint-set.js';
import { sayPlace } from '../../src/templates/say.js';
import { cases, words } from './lint-cases.js';

const now = new Date('2025-12-01T12:00:00Z');
const sender = { name: 'Us', address: '1 Street' };
const bookingLink = 'https://us.example/book';

async function ours(): Promise<FoundTemplate[]> {
  const templates = await readTemplates(templateNames);
  return templates.map((one) => ({ ...one, status: 'Active' }));
}

async function lint(
  found: FoundTemplate[],
  settings: object = { bookingLink },
  renderer: Renderer = room,
) {
  const layout = await readLayout();
  const tools = { renderer, layout, settings: { zone: 'UTC', ...settings }, sender };
  return lintSet(found, tools, now);
}

/** For what changes one template: the others are as they were, and have been looked at once. */
const lintE2 = (found: FoundTemplate[], settings?: object) => lint(found, settings, onlyE2);
const isE2 = ({ name }: { name: string }) => name === '5-Day E2';
const onlyE2: Renderer = {
  lint: async (...asked) => (isE2(asked[0]) ? room.lint(...asked) : []),
  render: async (...asked) =>
    isE2(asked[0]) ? room.render(...asked) : { subject: '', html: '', text: '' },
};

/** `5-Day E2 fault unknown-variable body 1:4` */
function said(reports: readonly TemplateReport[]): string[] {
  return reports.flatMap(({ name, findings }) =>
    findings.map(({ rule, level, place }) => [name, level, rule, sayPlace(place)].join(' ').trim()),
  );
}

describe('what copy is held to', () => {
  it('finds nothing in our own copy, with and without settings', async () => {
    assert.deepEqual(said(await lint(await ours())), []);
    assert.deepEqual(said(await lint(await ours(), {})), []);
  });

  for (const { rule, when, change, said: expected, fine, says } of cases) {
    it(`${rule}: ${when}`, async () => {
      const changed = async (more: Partial<FoundTemplate>) =>
        (await ours()).map((one) => (one.name === '5-Day E2' ? { ...one, ...more } : one));
      const reports = await lintE2(await changed(change));
      const [found] = said(reports.filter(({ name }) => name === '5-Day E2'));
      const [level, ...place] = expected.split(' ');
      assert.equal(found, ['5-Day E2', level, rule, ...place].join(' '));
      const sentence = reports.flatMap(({ findings }) => findings)[0]?.says ?? '';
      assert.match(sentence, says ?? /./);
      if (!fine) return;
      assert.deepEqual(said(await lintE2(await changed(fine))), []);
    });
  }

  it('has a case for every rule', () => {
    const elsewhere = ['missing', 'doubled', 'name-unknown', 'not-rendered'];
    const tested = new Set([...cases.map(({ rule }) => rule), ...elsewhere]);
    assert.deepEqual(
      Object.keys(copyRules).filter((rule) => !tested.has(rule)),
      [],
    );
  });

  it('missing: no row has the name; of what the website sends that is a hint', async () => {
    const others = (await ours()).filter(({ name }) => !['5-Day E1', '5-Day E2'].includes(name));
    assert.deepEqual(said(await lintE2(others)), [
      '5-Day E1 hint missing',
      '5-Day E2 fault missing',
    ]);
    const older = { name: 'christmas_email_2', status: 'Active', subject: 'x', html: words };
    assert.deepEqual(said(await lintE2([...others, older])), ['5-Day E1 hint missing']);
  });

  it('doubled: two Active rows have the name, and one that is not Active is fine', async () => {
    const all = await ours();
    const twin = (status: string) => ({ name: '5-Day E2', status, subject: 'x', html: words });
    assert.deepEqual(said(await lintE2([...all, twin('Active')])), ['5-Day E2 fault doubled']);
    assert.deepEqual(said(await lintE2([...all, twin('Inactive')])), []);
  });

  it('name-unknown: no email asks for an Active row, whose name is mistyped mostly', async () => {
    const stray = { name: '5-Day E22', status: 'Active', subject: 'x', html: words };
    const found = await lintE2([...(await ours()), stray]);
    assert.deepEqual(said(found), ['5-Day E22 hint name-unknown']);
    assert.match(found.at(-1)?.findings[0]?.says ?? '', /did you mean "5-Day E2"\?/);
  });
});

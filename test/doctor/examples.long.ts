import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { sayResults } from '../../src/cli/doctor.js';
import { checks } from '../../src/doctor/checks.js';
import { useDoctor } from './examined.js';
import { type Example, examples, wellTemporal } from './examples.js';

const pagePath = 'docs/doctor-examples.md';

/** What is asked of the namespace itself; stories of a real server tell of it. */
const ofNamespace = new Set(['temporal-reached', 'temporal-namespace', 'temporal-watch']);

/** The page says what doctor says: `WRITE_EXAMPLES=1` writes it anew. */
describe('docs/doctor-examples.md', () => {
  const { at, examineBroken, rewrite } = useDoctor();

  for (const example of examples) {
    it(`is what doctor says of: ${example.title}`, async () => {
      const said = section(example, await linesOf(example));
      if (process.env['WRITE_EXAMPLES']) await write(example, said);
      const page = await readFile(pagePath, 'utf8');
      assert.ok(page.includes(said), said);
    });
  }

  async function linesOf({ broken, inNotion = {}, isAway = false }: Example): Promise<string> {
    if (inNotion.drift) {
      const body = JSON.stringify(inNotion.drift);
      const { status } = await fetch(`${at.notion}/_control/drift`, { method: 'POST', body });
      assert.equal(status, 200);
    }
    for (const [name, values] of Object.entries(inNotion.rewrite ?? {}))
      await rewrite(name, values);
    const chosen = checks.filter(({ id }) => isAway || !ofNamespace.has(id));
    const results = await examineBroken(chosen, {
      ...broken,
      env: { ALERT_WEBHOOK_URL: `${at.notion}/`, ...broken.env },
      installation: { temporal: wellTemporal, ...broken.installation },
    });
    return sayResults(
      results.filter(({ level }) => level !== 'good'),
      false,
    );
  }
});

function section({ title, story }: Example, lines: string): string {
  const shown = lines.trimEnd().split('\n').slice(0, -1).join('\n').trimEnd();
  const stable = shown.replaceAll(/(?<=notion\.so\/)(?!c0{7})[0-9a-f]{32}/g, '…');
  return `## ${title}\n\n${story}\n\n\`\`\`text\n${stable}\n\`\`\`\n`;
}

/** Puts one section in its place; the first begins the page. */
async function write(example: Example, said: string): Promise<void> {
  const page = await readFile(pagePath, 'utf8');
  const [head = '', ...rest] = page.split(/^(?=## )/m);
  const others = rest.filter((one) => !one.startsWith(`## ${example.title}\n`));
  const order = examples.map(({ title }) => title);
  const placeOf = (text: string) => order.findIndex((title) => text.startsWith(`## ${title}\n`));
  const sorted = [...others, said].toSorted((a, b) => placeOf(a) - placeOf(b));
  await writeFile(
    pagePath,
    `${[head.trimEnd(), ...sorted.map((one) => one.trimEnd())].join('\n\n')}\n`,
  );
}

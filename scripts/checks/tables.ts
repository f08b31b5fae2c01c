/**
 * The tables of the documents and settings that follow from the campaign: written between their marks
 * with `--fix`, and otherwise compared with what stands there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tables } from './campaign-tables.js';

const project = fileURLToPath(new URL('../..', import.meta.url));
const isFixing = process.argv.includes('--fix');

/** Which table stands in which files. */
const places: Record<keyof typeof tables, string[]> = {
  sequences: ['README.md'],
  stops: ['README.md'],
  fields: ['README.md'],
  routes: ['README.md'],
  variables: ['docs/copy.md'],
  templates: ['docs/copy.md'],
  'copy-rules': ['docs/copy.md'],
  notion: ['docs/deployment.md'],
  'webhook-keys': ['.env.example'],
  'compose-webhook-keys': ['docker-compose.temporal.yml'],
  'kubernetes-webhook-keys': ['deploy/kubernetes/base/api.yaml'],
};

const faults: string[] = [];
for (const [name, files] of Object.entries(places)) {
  const wanted = tables[name as keyof typeof tables]();
  for (const file of files) {
    const path = `${project}${file}`;
    const text = readFileSync(path, 'utf8');
    const filled = fill(text, name, wanted);
    if (filled === undefined) {
      faults.push(`${file}: expected a line "table:${name}" and a line "/table:${name}" after it`);
    } else if (filled !== text && isFixing) {
      writeFileSync(path, filled);
      process.stdout.write(`wrote the table "${name}" into ${file}\n`);
    } else if (filled !== text) {
      faults.push(
        `${file}: the table "${name}" is not what the campaign says; npm run check -- --fix writes it`,
      );
    }
  }
}
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;

/** The text with the lines between the marks replaced; undefined without such marks. */
function fill(text: string, name: string, wanted: string): string | undefined {
  const marks = new RegExp(`^(.*[ #]table:${name}\\b.*\\n)[^]*?^(.*[ #]/table:${name}\\b.*)$`, 'm');
  if (!marks.test(text)) return undefined;
  return text.replace(marks, (_, begin: string, end: string) => `${begin}${wanted}\n${end}`);
}

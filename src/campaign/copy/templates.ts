import { readdir, readFile } from 'node:fs/promises';
import { InvalidCampaign } from '../../domain/errors.js';
import type { Layout, Template } from '../../domain/mail/template.js';

const folder = new URL('../../../templates/', import.meta.url);
const frame = ['layout.html', 'footer.html'];

/** The copy that ships with the program: it seeds the sandbox and new Notion workspaces. */
export async function readTemplates(): Promise<Template[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.html'));
  const templates = files.filter((file) => !frame.includes(file)).toSorted();
  return Promise.all(
    templates.map(async (file) =>
      parseTemplate(file, await readFile(new URL(file, folder), 'utf8')),
    ),
  );
}

/** What stands around every email's body. */
export async function readLayout(): Promise<Layout> {
  const [page, footer] = await Promise.all(
    frame.map((file) => readFile(new URL(file, folder), 'utf8')),
  );
  return { page: page ?? '', footer: footer ?? '' };
}

/**
 * A template file: lines `name:` and `subject:`, a line `---`, then the body.
 * @throws {InvalidCampaign} naming the file and what it lacks.
 */
export function parseTemplate(file: string, source: string): Template {
  const [, head = '', html = ''] = /^([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  const field = (name: string): string => {
    const [, value] = new RegExp(`^${name}: *(.+)$`, 'm').exec(head) ?? [];
    if (!value) throw new InvalidCampaign(`templates/${file}: expected a line "${name}: …"`);
    return value.trim();
  };
  if (!html.trim()) throw new InvalidCampaign(`templates/${file}: expected a body after "---"`);
  return { name: field('name'), subject: field('subject'), html: html.trim() };
}

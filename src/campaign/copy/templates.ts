import { readFile } from 'node:fs/promises';
import { InvalidCampaign } from '../../domain/errors.js';
import type { Layout } from '../../domain/mail/drawing.js';
import type { Template } from '../../domain/mail/template.js';

const folder = new URL('../../../templates/', import.meta.url);
const frame = ['layout.html', 'footer.html'];

/** The copy that ships with the program: it seeds the sandbox and new Notion workspaces. */
export async function readTemplates(names: readonly string[]): Promise<Template[]> {
  return Promise.all(
    names.map(async (name) => {
      const html = await readFile(new URL(templateFile(name), folder), 'utf8');
      const text = await readFile(new URL(textFile(name), folder), 'utf8').catch(() => undefined);
      return parseTemplate(name, html, text);
    }),
  );
}

/** The file of a template's copy: `noshow_recovery_email_1` -> `noshow-recovery-email-1.html`. */
export function templateFile(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.html`;
}

/** The file of its plain text, where it has one of its own. */
export function textFile(name: string): string {
  return templateFile(name).replace(/html$/, 'txt');
}

/** What stands around every email's body. */
export async function readLayout(): Promise<Layout> {
  const [page, footer] = await Promise.all(
    frame.map((file) => readFile(new URL(file, folder), 'utf8')),
  );
  return { page: page ?? '', footer: footer ?? '' };
}

/**
 * A template file: a line `subject:`, a line `---`, then the body; and its plain text, where it has a file.
 * @throws {InvalidCampaign} naming the file and what it lacks.
 */
export function parseTemplate(name: string, source: string, text = ''): Template {
  const file = `templates/${templateFile(name)}`;
  const [, head = '', html = ''] = /^([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(source) ?? [];
  const subject = /^subject:(.+)$/m.exec(head)?.[1]?.trim();
  if (!html.trim()) throw new InvalidCampaign(`${file}: expected a body after "---"`);
  if (!subject) throw new InvalidCampaign(`${file}: expected a line "subject: …"`);
  const own = text.trim();
  return { name, subject, html: html.trim(), ...(own && { text: own }) };
}

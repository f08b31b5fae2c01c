import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Copy, toFiles } from './copy-files.js';
import { parseTemplate, templateFile, textFile } from './templates.js';

/** Copy in a folder of files, as `templates/` holds it; and what of it Notion had when both were the same. */

/** What Notion had when a template was pulled or pushed last, by a hash of its files. */
type Marks = Record<string, string>;

const marksFile = '.notion.json';

/**
 * The copy of one template; undefined where there is no such file.
 * @throws {InvalidCampaign} naming the file and what it lacks.
 */
export async function readCopy(folder: string, name: string): Promise<Copy | undefined> {
  const html = await readOrNothing(join(folder, templateFile(name)));
  if (html === undefined) return undefined;
  const text = await readOrNothing(join(folder, textFile(name)));
  return parseTemplate(name, html, text);
}

/** Writes one template's files. A plain text that it no longer has becomes an empty file. */
export async function writeCopy(folder: string, name: string, copy: Copy): Promise<void> {
  const { html, text } = toFiles(copy);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, templateFile(name)), html);
  const path = join(folder, textFile(name));
  if (text !== undefined || (await readOrNothing(path))) await writeFile(path, text ?? '');
}

export async function readMarks(folder: string): Promise<Marks> {
  const known = await readOrNothing(join(folder, marksFile));
  return known === undefined ? {} : (JSON.parse(known) as Marks);
}

export async function writeMarks(folder: string, marks: Marks): Promise<void> {
  const sorted = Object.entries(marks).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
  await writeFile(join(folder, marksFile), text);
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

import { createTwoFilesPatch } from 'diff';
import { type Copy, toFiles } from '../campaign/copy/copy-files.js';
import { templateFile, textFile } from '../campaign/copy/templates.js';

/** What would change in Notion if the file's copy were written there, as a unified diff. */
export function sayDiff(name: string, notion: Copy | undefined, file: Copy | undefined): string {
  const [before, after] = [notion, file].map((copy) => copy && toFiles(copy));
  const patches = [
    [templateFile(name), before?.html, after?.html],
    [textFile(name), before?.text, after?.text],
  ] as const;
  return patches
    .filter(([, one, other]) => one !== other)
    .map(([path, one = '', other = '']) =>
      createTwoFilesPatch(`Notion/${path}`, path, one, other).replace(/^=+\n/, ''),
    )
    .join('');
}

import { dirname, join } from 'node:path/posix';
import { anchorsOf } from './mentions.js';

/** What a path is looked up in: the repository's files, and what one of them holds. */
export interface Files {
  paths: readonly string[];
  read: (path: string) => string;
}

const folders = /^(src|test|docs|scripts|deploy|templates|bench|\.ci)\//;
const fileName =
  /^(?:[\w.<>…*-]+\/)*(?:[\w.<>…*-]+\.(?:ts|mjs|js|json|md|html|ya?ml|sh|css)|Dockerfile|\.\w+(?:\.example|ignore))$/;

/** The words of a text that name a file or a folder of this repository. */
export function pathsIn(text: string): string[] {
  const words = text.split(/[\s"'()`=]+/).map((word) => word.replace(/^\.\/|[.,;:…]+$/g, ''));
  return words.filter((word) => folders.test(word) || fileName.test(word));
}

/** Whether there is such a file or folder; `<name>`, `*` and `…` stand for anything, a bare name for any place. */
export function isThere(path: string, { paths }: Files): boolean {
  const source = path.replace(/^dist\/(.*)\.js$/, '$1.ts').replace(/\/$/, '');
  const pattern = source
    .split(/<[^>]*>|…|\*/)
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]*');
  const isWhole = folders.test(path) || source !== path;
  const found = new RegExp(`${isWhole ? '^' : '(^|/)'}${pattern}(/|$)`);
  return paths.some((each) => found.test(each));
}

/** What is wrong with a link of the document, if anything is. Addresses elsewhere are not looked at. */
export function faultOfLink(link: string, document: string, files: Files): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : join(dirname(document), decodeURI(path));
  const isFile = files.paths.includes(target);
  if (!isFile && !files.paths.some((each) => each.startsWith(`${target.replace(/\/$/, '')}/`))) {
    return `there is no ${target}`;
  }
  if (anchor === undefined) return undefined;
  const isHeading = target.endsWith('.md') && anchorsOf(files.read(target)).has(anchor);
  return isHeading ? undefined : `${target} has no heading #${anchor}`;
}

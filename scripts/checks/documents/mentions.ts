import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';

/** Something that a document says there is. */
export interface Mention {
  line: number;
  text: string;
  /** `shell`: a line of a code block; `command`: of the command line, without its name; `prose`: a comment. */
  as: 'link' | 'code' | 'shell' | 'command' | 'prose';
}

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root | Root['children'][number];
type Table = Extract<Node, { type: 'table' }>;
type Row = Table['children'][number];

const parse = (markdown: string): Root =>
  fromMarkdown(markdown, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });

/** Links, code, and what stands in a table's column `command`, in their order. */
export function mentionsOf(markdown: string): Mention[] {
  return mentionsIn(parse(markdown), 'code');
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): Set<string> {
  const slugger = new GithubSlugger();
  const headings = parse(markdown).children.filter((node) => node.type === 'heading');
  return new Set(headings.map((heading) => slugger.slug(textOf(heading))));
}

/** The comments of a file whose comments begin with `#`: YAML, shell, environment. */
export function commentsOf(text: string): Mention[] {
  return text.split('\n').flatMap((line, index) => {
    const [, comment] = /(?:^|\s)#(?!!)(.*)$/.exec(line) ?? [];
    return comment ? [{ line: index + 1, text: comment, as: 'prose' as const }] : [];
  });
}

function mentionsIn(node: Node, code: 'code' | 'command'): Mention[] {
  const line = node.position?.start.line ?? 0;
  if (node.type === 'inlineCode') return [{ line, text: node.value, as: code }];
  if (node.type === 'code') return shellLines(node.lang ?? '', node.value, line + 1);
  if (node.type === 'table') return node.children.flatMap((row) => mentionsInRow(row, node));
  const below = mentionsBelow(node, code);
  return 'url' in node ? [{ line, text: node.url, as: 'link' }, ...below] : below;
}

function mentionsInRow(row: Row, table: Table): Mention[] {
  const headings = table.children[0]?.children.map(textOf) ?? [];
  return row.children.flatMap((cell, column) =>
    mentionsIn(cell, headings[column] === 'command' ? 'command' : 'code'),
  );
}

function mentionsBelow(node: Node, code: 'code' | 'command'): Mention[] {
  return 'children' in node ? node.children.flatMap((child) => mentionsIn(child, code)) : [];
}

/** Of a recorded session, what was typed alone. */
function shellLines(language: string, code: string, firstLine: number): Mention[] {
  if (language !== 'sh' && language !== 'console') return [];
  return code.split('\n').flatMap((line, index) => {
    const typed = language === 'sh' ? line : /^\$ (.*)$/.exec(line)?.[1];
    return typed ? [{ line: firstLine + index, text: typed, as: 'shell' as const }] : [];
  });
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

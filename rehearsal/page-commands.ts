/**
 * The commands of a page's block, which is marked above as `<!-- rehearsed:NAME -->`: what is rehearsed is what
 * stands there. @throws where the page has no such block
 */
export function commandsOf(page: string, name: string): string {
  const block = new RegExp(`<!-- rehearsed:${name} -->\\n+\`\`\`sh\\n([^]*?)\n\`\`\``).exec(page);
  if (!block?.[1]) throw new Error(`no block of the page is marked as rehearsed:${name}`);
  return block[1];
}

/** The names of all blocks that are marked. */
export function rehearsedIn(page: string): string[] {
  return [...page.matchAll(/<!-- rehearsed:([\w-]+) -->/g)].map(([, name = '']) => name);
}

/** The style of one element. */

/** What a property sets beside itself, whatever was said of it before. */
const parts: Record<string, string[]> = {
  background: ['background-color', 'background-image'],
  font: ['font-size'],
};

const closes: Record<string, string> = { '"': '"', "'": "'", '(': ')' };

/** What a `style` attribute says: values in small letters, by property; of two, the one that counts. */
export function readDeclarations(style: string): Map<string, string> {
  const declared = new Map<string, string>();
  const important = new Set<string>();
  for (const declaration of split(withoutComments(style))) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    const [value = '', mark] = declaration
      .slice(colon + 1)
      .toLowerCase()
      .split('!');
    const isImportant = mark?.trim() === 'important';
    if (important.has(name) && !isImportant) continue;
    if (isImportant) important.add(name);
    for (const part of parts[name] ?? []) declared.delete(part);
    declared.set(name, value.trim());
  }
  return declared;
}

/** CSS without its comments; one that has no end goes to the end. Linear for any text. */
export function withoutComments(css: string): string {
  let plain = '';
  let from = 0;
  for (;;) {
    const start = css.indexOf('/*', from);
    if (start < 0) return plain + css.slice(from);
    plain += css.slice(from, start);
    const end = css.indexOf('*/', start + 2);
    if (end < 0) return plain;
    from = end + 2;
  }
}

/** At semicolons that are part of no text and no address. Written out, to be linear for any style. */
function split(style: string): string[] {
  const found: string[] = [];
  let from = 0;
  let until: string | undefined;
  for (let at = 0; at < style.length; at += 1) {
    const character = style.charAt(at);
    if (until) {
      if (character === until) until = undefined;
    } else if (character === ';') {
      found.push(style.slice(from, at));
      from = at + 1;
    } else {
      until = closes[character];
    }
  }
  return [...found, style.slice(from)];
}

import { Parser } from 'htmlparser2';

/** Addresses that only their author can open. */

const privateLinks: [RegExp, string][] = [
  [/^(?:https?:)?\/\/(?:www\.|app\.)?notion\.so(?:[/?#:]|$)/i, 'leads into Notion'],
  [/^(?:https?:)?\/\/app\.notion\.com(?:[/?#:]|$)/i, 'leads into Notion'],
  [/^(?:https?:)?\/\/(?:www\.)?notion\.com\/[^?#]*[0-9a-f]{32}/i, 'leads into Notion'],
  [/^notion:/i, 'leads into Notion'],
  [/^\/[^/{][^?#]*[0-9a-f]{32}|^\/[0-9a-f]{8}-?[0-9a-f]{4}/i, 'leads into Notion'],
  [
    /^(?:https?:)?\/\/(?:[\w-]+\.)*(?:notion-static\.com|notionusercontent\.com)\//i,
    'lies in Notion, where its address dies within an hour',
  ],
  [/^https?:\/\/[^?#]+\?[^#]*x-amz-(?:expires|signature)=/i, 'dies within hours'],
  [/^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[/:?#]|$)/i, 'leads to your own computer'],
];

/** Why readers could not open an address, as the end of a sentence; undefined where they can. */
export function findPrivate(address: string): string | undefined {
  const trimmed = address.trim();
  return privateLinks.find(([looksLike]) => looksLike.test(trimmed))?.[1];
}

/** The first address in plain text that readers could not open. */
export function findPrivateAddress(text: string): string | undefined {
  for (const [address] of text.matchAll(/\bhttps?:\/\/[^\s<>"']+/gi)) {
    const why = address.includes('{{') ? undefined : findPrivate(address);
    if (why) return `the address "${address.slice(0, 60)}" ${why}`;
  }
  return undefined;
}

/** The first link or picture of copy that readers could not open. */
export function findPrivateLink(html: string): string | undefined {
  let fault: string | undefined;
  const parser = new Parser({
    onopentag(element, attributes) {
      for (const attribute of ['href', 'src', 'background']) {
        const address = attributes[attribute] ?? '';
        // What follows a tag is the value's own; an editor's address before it is taken away.
        const why = /\{\{|%7B%7B/i.test(address) ? undefined : findPrivate(address);
        if (why)
          fault ??= `the address "${address.slice(0, 60)}" (${attribute} of <${element}>) ${why}`;
      }
    },
  });
  parser.end(html);
  return fault;
}

/** A template's copy, wherever it stands. */
export interface Copy {
  subject: string;
  html: string;
  text?: string;
}

/** Copy as its files hold it: the same copy gives the same bytes. */
export function toFiles({ subject, html, text }: Copy): { html: string; text?: string } {
  const line = subject.replaceAll(/\s+/g, ' ').trim();
  const own = text?.trim();
  return { html: `subject: ${line}\n---\n${html.trim()}\n`, ...(own && { text: `${own}\n` }) };
}

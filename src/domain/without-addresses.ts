/** A text for where no address may stand: each word that may be one is `…`, with what is written on to it. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/(?<!\S)[^\s@]*@\S*/g, '…');
}

/**
 * Text with A to Z in lower case, and nothing else changed: some letters of other scripts would turn into
 * ASCII ones, as the Kelvin sign does, and an address into somebody else's.
 */
export function lowerAscii(text: string): string {
  // Of ASCII alone nothing else can change, and long texts make no work.
  if (/^[ -~]*$/.test(text)) return text.toLowerCase();
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

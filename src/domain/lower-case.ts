/**
 * Text with A to Z in lower case, and nothing else changed: some letters of other scripts would turn into
 * ASCII ones, as the Kelvin sign does, and an address into somebody else's.
 */
export function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

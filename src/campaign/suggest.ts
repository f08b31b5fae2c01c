import { closestMatch } from 'leven';

/** The name that was probably meant: two letters of it may be wrong, and less of a short one. */
export function closest(said: string, names: readonly string[]): string | undefined {
  const maxDistance = said.length < 5 ? 1 : said.length < 9 ? 2 : 3;
  const plain = (name: string) => name.toLowerCase();
  const near = closestMatch(plain(said), names.map(plain), { maxDistance });
  return names.find((name) => plain(name) === near);
}

/** Names of settings that somebody has typed wrongly: what they were meant to do would not be done. */

/** A short name with another letter is another name. */
const lettersPerTypo = 5;
const mostTypos = 3;

/** The setting that a name was meant to be; undefined for what has nothing to do with us. */
export function meantBy(name: string, settings: readonly string[]): string | undefined {
  if (settings.includes(name)) return undefined;
  const given = name.toUpperCase();
  return settings.find((setting) => {
    const most =
      setting.length < 8 ? 0 : Math.min(mostTypos, Math.floor(setting.length / lettersPerTypo));
    const isAsLong = Math.abs(setting.length - given.length) <= most;
    return isAsLong && typosBetween(given, setting) <= most;
  });
}

/** How many letters have to be put in, taken out or changed to make one of the other. */
function typosBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of Array.from(one).entries()) {
    const next = [at + 1];
    for (const [column, wanted] of Array.from(other).entries()) {
      const changed = (row[column] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

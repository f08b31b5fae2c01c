/** Puts another function in the place of one, as of a clock; what it gives puts the own one back. */
export function replace<O extends object, K extends keyof O>(
  owner: O,
  name: K,
  make: (own: O[K]) => O[K],
): () => void {
  const own = owner[name];
  owner[name] = make(own);
  return () => {
    owner[name] = own;
  };
}

import { isNamedIn } from '../addresses.js';
import type { Violation } from '../evidence.js';
import type { CaseBook } from '../run-file.js';

/** I8: names, addresses and content are only where they need to be. */
export function personalData({ surfaces, canaries }: CaseBook): Violation[] {
  return surfaces.flatMap(({ name, text }) => {
    const named = canaries.filter((canary) => isNamedIn(text, canary));
    return named.map((canary) => ({
      promise: 'I8',
      run: '',
      seen: `"${canary}" in ${name}`,
      expected: 'nothing of a person there',
    }));
  });
}

import { bugsOfSending } from './bugs-of-sending.js';
import { bugsOfStopping } from './bugs-of-stopping.js';
import { bugsOfTelling } from './bugs-of-telling.js';

/** Mistakes that the judge has to find, each planted in a copy of the product. */
export const bugs = [...bugsOfSending, ...bugsOfStopping, ...bugsOfTelling];

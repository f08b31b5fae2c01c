import { SECOND } from '../domain/duration.js';
import { VendorFault } from '../domain/errors.js';
import type { Builder } from '../vendors/notion/builder.js';

/** What setup works with. */
export interface SetupDeps {
  builder: Builder;
  /** Told what is being done, in a line. */
  say: (line: string) => void;
  pause: (ms: number) => Promise<void>;
}

/** Queries show a new row after a while; so often, and so far apart, is one looked for before it is made again. */
const looks = 4;
const lookEveryMs = 15 * SECOND;
/** So often is it made, where every answer is lost. */
const mostTries = 3;

/** Where the answer is lost, looks for what may have been made before it makes it again. */
export async function makeOnce(
  deps: SetupDeps,
  make: () => Promise<string>,
  find: () => Promise<string | undefined>,
): Promise<string> {
  for (let round = 1; ; round++) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof VendorFault)) throw error;
      if (error.committedId) return error.committedId;
      if (!error.isAmbiguous) throw error;
      deps.say(`${error.message}; looking whether it was made all the same …`);
      for (let look = 0; look < looks; look++) {
        await deps.pause(lookEveryMs);
        const id = await find();
        if (id !== undefined) return id;
      }
      if (round === mostTries) throw error;
    }
  }
}

/** Who was here just now may have made rows that no query shows yet. */
export async function lookAgain(
  deps: SetupDeps,
  lacking: () => Promise<string[]>,
  before: string[],
): Promise<string[]> {
  deps.say(
    'Notion shows new rows after a while: looking again for 45 seconds, before any is made …',
  );
  let absent = before;
  for (let look = 1; look < looks && absent.length > 0; look++) {
    await deps.pause(lookEveryMs);
    absent = await lacking();
  }
  return absent;
}

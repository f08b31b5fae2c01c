import { LRUCache } from 'lru-cache';
import { Problem, toProblem } from '../api/http/problem.js';
import { type PreviewReply, previewTemplate } from '../api/operators/read-templates.js';
import { DAY, MINUTE, SECOND } from '../domain/duration.js';
import type { ConsoleDeps } from './deps.js';
import { listPage, type NamedRun } from './lists.js';

/** Whoever is due within this time is looked through for who is next. */
const dueWithinMs = 30 * DAY;
const mostDue = 200;

/** For whom an email of a template is due next, by the template's name. */
export type DueNext = ReadonlyMap<string, NamedRun>;

/** What the pages of templates ask for. */
export function templateReader({ api, people }: Pick<ConsoleDeps, 'api' | 'people'>) {
  // The frames of a page show what it was made with, and ask Notion for nothing more.
  const previews = new LRUCache<string, PreviewReply>({ max: 30, ttl: MINUTE });

  const readPreview = async (name: string, key: string): Promise<PreviewReply> => {
    const contact = key ? await people.addressOf(key) : undefined;
    if (key && contact === undefined) {
      throw new Problem(404, 'Nobody can tell whose this is any more: search for the email again.');
    }
    const preview = await previewTemplate(api, name, contact);
    previews.set(`${key} ${name}`, preview);
    return preview;
  };

  return {
    /** Those that Temporal can tell in time; a page shows without them rather than never. */
    async dueNext(now: Date): Promise<DueNext> {
      const dueBefore = new Date(now.getTime() + dueWithinMs);
      const query = { dueBefore, most: mostDue, withinMs: 4 * SECOND };
      const page = await listPage({ runs: api.runs, people }, query).catch(() => undefined);
      const next = new Map<string, NamedRun>();
      for (const run of page?.runs ?? []) {
        const template = run.next?.template;
        if (template !== undefined && !next.has(template)) next.set(template, run);
      }
      return next;
    },

    /**
     * The email that the contact of a key would get now, or the example's without a key; or why there is
     * none.
     */
    async preview(name: string, key: string): Promise<PreviewReply | Problem> {
      try {
        return await readPreview(name, key);
      } catch (error) {
        const problem = toProblem(error);
        if (!problem) throw error;
        return problem;
      }
    },

    /** As a page has shown it within the last minute. @throws {Problem} */
    async shownPreview(name: string, key: string): Promise<PreviewReply> {
      return previews.get(`${key} ${name}`) ?? readPreview(name, key);
    },
  };
}

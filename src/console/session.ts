import { createHmac, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { LRUCache } from 'lru-cache';
import type { ApiDeps } from '../api/deps.js';
import { isOneOf } from '../api/http/auth.js';
import { atMost } from '../domain/at-most.js';
import { HOUR, SECOND } from '../domain/duration.js';
import { TemporalAway } from '../domain/errors.js';

/** An operator who is logged in; `by` stands in the history of all that they do. */
export interface Session {
  by: string;
  id: string;
  untilMs: number;
}

const cookie = 'evergreen_session';
/** Temporal Web UI has payloads opened beside the console. */
const path = '/';
const lastsMs = 12 * HOUR;
/** So often Temporal is told anew of a log-out that it could not be told of. */
const tellAgainMs = 5 * SECOND;

export type Sessions = ReturnType<typeof createSessions>;

/**
 * Sessions live in a signed cookie, so that every API process knows them, and end with the admin token that
 * their keys are made of. That one has ended before is Temporal's to know, so that every process does; while
 * it is away, each knows of those that it has ended itself, and tells as soon as it can.
 */
export function createSessions({
  adminToken,
  runs,
  now: clock,
}: Pick<ApiDeps, 'adminToken' | 'runs' | 'now'>) {
  const cookieKey = derive(adminToken, 'console cookie');
  const formKey = derive(adminToken, 'console form');
  const formToken = ({ id }: Session): string => derive(formKey, id);
  const ended = new LRUCache<string, true>(atMost(10_000));
  const hasEnded = async (id: string): Promise<boolean> => {
    if (ended.has(id)) return true;
    try {
      return await runs.isSessionEnded(id);
    } catch (error) {
      if (error instanceof TemporalAway) return false; // then there is nothing to see or do either
      throw error;
    }
  };
  const tellLater = (session: Session): void => {
    const tell = async () => {
      const isOver = (await clock()).getTime() >= session.untilMs;
      if (!isOver) await runs.endSession(session.id);
    };
    setTimeout(() => void tell().catch(() => tellLater(session)), tellAgainMs).unref();
  };
  return {
    formToken,
    /** Whether a form was made for this session. */
    isOwnForm: (session: Session, given: string) => isOneOf(given, [formToken(session)]),
    async open(c: Context, by: string, now: Date): Promise<void> {
      const untilMs = now.getTime() + lastsMs;
      const session: Session = { by, id: randomBytes(16).toString('base64url'), untilMs };
      await setSignedCookie(c, cookie, JSON.stringify(session), cookieKey, {
        path,
        httpOnly: true,
        sameSite: 'Strict',
        secure: isSecure(c),
        maxAge: lastsMs / SECOND,
      });
    },
    async read(c: Context, now: Date): Promise<Session | undefined> {
      const signed = await getSignedCookie(c, cookieKey, cookie);
      if (!signed) return undefined;
      const session = JSON.parse(signed) as Session;
      if (now.getTime() >= session.untilMs) return undefined;
      return (await hasEnded(session.id)) ? undefined : session;
    },
    /** Ends it: here at once, elsewhere as soon as Temporal can be told. @throws {TemporalAway} */
    async close(c: Context, session: Session): Promise<void> {
      ended.set(session.id, true);
      deleteCookie(c, cookie, { path, secure: isSecure(c) });
      try {
        await runs.endSession(session.id);
      } catch (error) {
        tellLater(session);
        throw error;
      }
    },
  };
}

/** Whether a form was posted by a page of ours. A browser without `Sec-Fetch-Site` tells the origin. */
export function isOwnPost(c: Context): boolean {
  const site = c.req.header('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin';
  const host = c.req.header('Host') ?? new URL(c.req.url).host;
  return originOf(c)?.host === host;
}

/** The page's own scheme tells, also behind a proxy that speaks plain HTTP with us. */
function isSecure(c: Context): boolean {
  return (originOf(c) ?? new URL(c.req.url)).protocol === 'https:';
}

function originOf(c: Context): URL | undefined {
  const origin = c.req.header('Origin') ?? '';
  return URL.canParse(origin) ? new URL(origin) : undefined;
}

function derive(key: string, purpose: string): string {
  return createHmac('sha256', key).update(purpose).digest('base64url');
}

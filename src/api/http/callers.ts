import type { Context, MiddlewareHandler } from 'hono';
import { SECOND } from '../../domain/duration.js';
import { networkOf, peerAddress } from './peer.js';
import { answerProblem, Problem } from './problem.js';
import { type Rate, TokenBuckets } from './token-buckets.js';

/** Who may ask how often; what is missing is as in production. */
export interface CallerLimits extends Partial<Rate> {
  /** Peers that are not limited, by address; a sandbox trusts its own computer. */
  isExempt?: (address: string) => boolean;
  /** Whose `X-Forwarded-For` is believed, by address. Default: nobody's. */
  isTrustedProxy?: (address: string) => boolean;
  /** A clock that only goes forward, in ms. */
  nowMs?: () => number;
}

/** How a route finds out who asks. */
export interface Proof {
  /** Their name, where the head of the request alone proves it. */
  byHead?: (c: Context) => string | undefined;
  /** Whether what follows may prove it: then it is looked at, however many are refused. */
  isLater?: (c: Context) => boolean;
}

/** How often each may ask who proves who they are. */
export const callerRate: Rate = { burst: 200, perSecond: 50 };

/** A person types no more wrong tokens a minute, and a program none. */
const wrongTokens: Rate = { burst: 5, perSecond: 5 / 60 };

/** What a request has taken of its peer before anybody knew who it was. */
const strangerKey = 'stranger';

/**
 * How often each caller of this process may ask, one for all its doors. Before it is known who asks, the
 * peer counts; afterwards only their own name, so that no flood of strangers refuses them.
 */
export class Callers {
  private readonly limits: Required<Omit<CallerLimits, keyof Rate>>;
  private readonly peers: TokenBuckets;
  private readonly known: TokenBuckets;
  private readonly guessers = new TokenBuckets(wrongTokens);

  constructor(asked: CallerLimits = {}) {
    const { burst, perSecond, ...limits } = { ...callerRate, ...asked };
    this.limits = {
      isExempt: () => false,
      isTrustedProxy: () => false,
      nowMs: () => performance.now(),
      ...limits,
    };
    this.peers = new TokenBuckets({ burst, perSecond });
    this.known = new TokenBuckets({ burst, perSecond });
  }

  /**
   * Lets in who has proved who they are, each at their own rate, and strangers at their peer's. Once that is
   * used up, whatever is wrong with a stranger's request, it is refused for being too many.
   */
  limit({ byHead, isLater }: Proof = {}): MiddlewareHandler {
    return async (c, next) => {
      const name = byHead?.(c);
      if (name !== undefined) {
        this.admit(c, name);
        return next();
      }
      const waitMs = this.takeOfPeer(c);
      if (waitMs > 0 && !isLater?.(c)) throw tooMany(waitMs);
      c.set(strangerKey, { waitMs });
      await next();
      if (waitMs === 0 || !c.get(strangerKey)) return;
      c.res = undefined;
      c.res = answerProblem(c, tooMany(waitMs));
      c.header('WWW-Authenticate', undefined); // of the refusal whose place this one takes
    };
  }

  /**
   * It is known now who asks: one is counted to their own name, and none to their peer.
   * @throws {Problem} 429
   */
  admit(c: Context, name: string): void {
    if (this.isExempt(c)) return;
    const stranger = c.get(strangerKey) as { waitMs: number } | undefined;
    if (stranger?.waitMs === 0) this.peers.giveBack(this.peerOf(c), this.limits.nowMs());
    c.set(strangerKey, undefined);
    const waitMs = this.known.take(name, this.limits.nowMs());
    if (waitMs > 0) throw tooMany(waitMs);
  }

  /** Counts a stranger. @throws {Problem} 429 */
  countStranger(c: Context): void {
    const waitMs = this.takeOfPeer(c);
    if (waitMs > 0) throw tooMany(waitMs);
  }

  /**
   * Counts a wrong token at an operators' door; whoever has the right one is never asked for it, so nobody
   * can use up an operator's tries.
   * @throws {Problem} 429
   */
  countWrongToken(c: Context): void {
    const waitMs = this.guessers.take(this.peerOf(c), this.limits.nowMs());
    if (waitMs > 0) throw tooMany(waitMs);
  }

  /** Whether a peer may ask as often as it likes. */
  isExempt(c: Context): boolean {
    return this.limits.isExempt(this.addressOf(c));
  }

  private takeOfPeer(c: Context): number {
    return this.isExempt(c) ? 0 : this.peers.take(this.peerOf(c), this.limits.nowMs());
  }

  private peerOf(c: Context): string {
    return networkOf(this.addressOf(c));
  }

  private addressOf(c: Context): string {
    return peerAddress(c, this.limits.isTrustedProxy);
  }
}

function tooMany(waitMs: number): Problem {
  const seconds = Math.ceil(waitMs / SECOND);
  return new Problem(429, `Too many requests; ask again in ${seconds} s.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}

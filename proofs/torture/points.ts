import type { Point } from '../../src/sandbox/standin/points.js';
import type { Vendor } from './act.js';

/** What is waited for at a point, once. */
interface Waiting {
  point: string;
  come: () => Promise<void>;
}

/** Named points of requests to the stand-ins, at which a request is held while something is done to its process. */
export class Points {
  private readonly waiting: Waiting[] = [];
  /** How often each point was met where somebody waited for it. */
  readonly met = new Map<string, number>();

  /** Does something while the next request that comes to a point is held there. */
  whenNext(point: string, come: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ point, come: () => come().then(resolve, reject) });
    });
  }

  at(vendor: Vendor) {
    return (point: Point, { method, path }: { method: string; path: string }) => {
      const name = `${vendor} ${method} ${routeOf(path)} ${point}`;
      const found = this.waiting.findIndex((one) => one.point === name);
      if (found < 0) return undefined;
      const [one] = this.waiting.splice(found, 1);
      this.met.set(name, (this.met.get(name) ?? 0) + 1);
      return one?.come();
    };
  }
}

/** `/v1/data_sources/<id>/query` is `/query`, and `/v1/pages/<id>` is `/pages`. */
function routeOf(path: string): string {
  if (path.endsWith('/query')) return '/query';
  return `/${
    path
      .replace(/^\/v1\//, '')
      .split('/')
      .find(Boolean) ?? ''
  }`;
}

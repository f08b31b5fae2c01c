import { checkFaults } from './check-faults.js';
import type { Fault, FaultKind, FaultKinds } from './faults.js';

/** A fault of the plan with what has come of it so far. */
export interface PlannedFault extends Fault {
  /** Requests that matched it. */
  seen: number;
  /** Requests that it did hit. */
  hits: number;
}

/** What a fault can be chosen by. */
export interface FaultTarget {
  method: string;
  /** With the query. */
  path: string;
  key: string | null;
  body: string;
  /** Something that the vendor sends by itself. */
  isOutgoing?: true;
}

/** The faults in force; the first that hits a request is the only one that counts it. */
export class FaultPlan {
  readonly #kinds: FaultKinds;
  readonly #basePath: string;
  readonly #random: () => number;
  #faults: PlannedFault[] = [];

  /** `random`: what decides by chance whether a fault hits; default: nothing that can be repeated. */
  constructor(kinds: FaultKinds, basePath = '', random = Math.random) {
    this.#kinds = kinds;
    this.#basePath = basePath;
    this.#random = random;
  }

  /** @throws InvalidControl when the plan names unknown kinds or fields; the old one stays. */
  replace(plan: unknown): void {
    const faults = checkFaults(plan, this.#kinds);
    this.#faults = faults.map((fault) => ({ ...fault, seen: 0, hits: 0 }));
  }

  list(): PlannedFault[] {
    return structuredClone(this.#faults);
  }

  hit(target: FaultTarget): PlannedFault | undefined {
    const fault = this.#faults.find((candidate) => this.#isHit(candidate, target));
    if (fault) fault.hits += 1;
    return fault;
  }

  /** Takes a hit back: the request was refused before it could go wrong. */
  forgive(fault: PlannedFault): void {
    fault.hits -= 1;
  }

  kindOf(fault: Fault): FaultKind {
    return this.#kinds[fault.kind] ?? { fields: [] };
  }

  #isHit(fault: PlannedFault, target: FaultTarget): boolean {
    if (!this.#matches(fault, target)) return false;
    fault.seen += 1;
    const { skip = 0, times = Number.POSITIVE_INFINITY, probability = 1 } = fault;
    return fault.seen > skip && fault.hits < times && this.#random() < probability;
  }

  #matches(fault: Fault, { method, path, key, body, isOutgoing }: FaultTarget): boolean {
    const kind = this.kindOf(fault);
    const route = fault.route ?? kind.route;
    const [pathOnly = ''] = path.split('?');
    const request = `${method} ${pathOnly}`;
    return (
      kind.isOutgoing === isOutgoing &&
      (route === undefined || this.#pattern(route).test(request)) &&
      (kind.routes === undefined || kind.routes.some((one) => this.#pattern(one).test(request))) &&
      (fault.key === undefined || fault.key === key) &&
      (fault.match === undefined || body.includes(fault.match) || path.includes(fault.match))
    );
  }

  /** `POST /pages/:id` also stands for `POST /v1/pages/:id` where `/v1` is the base path. */
  #pattern(route: string): RegExp {
    const [method = '*', path = '*'] = route.split(' ');
    const [methodSource, pathSource] = [method, path].map((part) =>
      part
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replace(/:\w+/g, '[^/]+'),
    );
    return new RegExp(`^${methodSource} (${this.#basePath})?${pathSource}$`);
  }
}

import type { Hono } from 'hono';
import { answerProblem, Problem } from './problem.js';

/** Known addresses answer 405 to other methods, and say which they take; after all routes are there. */
export function refuseOtherMethods(app: Hono): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method !== 'ALL') methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, allowed] of methods) {
    if (allowed.has('GET')) allowed.add('HEAD');
    const allow = [...allowed].join(', ');
    app.all(path, (c) =>
      answerProblem(c, new Problem(405, `Expected ${allow}.`, { headers: { Allow: allow } })),
    );
  }
}

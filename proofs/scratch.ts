import { writeFileSync } from 'node:fs';
import { sayViolation } from './judge/judge.js';
import * as w from './planted-bugs/witnesses.js';
import { torture } from './torture/torture.js';

const names = process.argv.slice(2);
const all = w as unknown as Record<string, w.Witness>;
const script = w.scriptOf(
  names.map((n) => all[n] as w.Witness),
  1,
);
const { evidence, violations, isDrained } = await torture({
  script,
  program: 'dist',
  workers: 1,
  say: (l) => console.error(l),
});
writeFileSync('/tmp/P/evidence.json', JSON.stringify(evidence, null, 1));
console.log(isDrained, violations.map(sayViolation));
for (const e of evidence.executions.filter((x) => x.type === 'assessment')) {
  console.log(
    e.workflowId,
    new Date(e.startedMs).toISOString(),
    JSON.stringify((e.closed?.result as any)?.outcome),
    JSON.stringify(
      (e.closed?.result as any)?.emails?.map((x: any) => [x.number, x.outcome, x.reason]),
    ),
  );
  for (const s of e.steps)
    console.log(
      '  ',
      new Date(s.atMs).toISOString().slice(11),
      s.what,
      s.name,
      s.ended ?? '',
      JSON.stringify(s.result)?.slice(0, 80) ?? '',
    );
}
for (const r of evidence.requests)
  console.log(new Date(r.atMs).toISOString().slice(11), r.key, r.status);
for (const c of evidence.calls)
  console.log(
    new Date(c.atMs).toISOString().slice(11),
    c.path.slice(0, 50),
    c.status,
    new Date(c.answeredMs).toISOString().slice(11),
  );

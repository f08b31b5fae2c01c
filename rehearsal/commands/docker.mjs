/**
 * `docker compose …` and `docker volume rm …` as the documents use them, said to the rehearsal that started us: it
 * has processes where Docker has containers. What shall run in a container it gives back, and we run it.
 */
import { spawnSync } from 'node:child_process';

const rehearsal = process.env['REHEARSAL'] ?? '';
const response = await fetch(rehearsal, {
  method: 'POST',
  body: JSON.stringify(process.argv.slice(2)),
});
const { complaint, argv, env } =
  /** @type {{ complaint?: string, argv?: string[], env?: Record<string, string> }} */ (
    await response.json()
  );
if (complaint !== undefined) {
  process.stderr.write(`${complaint}\n`);
  process.exit(1);
}
if (argv) {
  const [program = '', ...args] = argv;
  const { status, error } = spawnSync(program, args, { env, stdio: 'inherit' });
  if (error) process.stderr.write(`${error.message}\n`);
  process.exit(status ?? 1);
}

/**
 * Runs a command for as long as its own standard input stays open. The parent holds the other end,
 * so the command ends with it, however it dies.
 */
import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 0));
process.stdin.on('end', () => child.kill('SIGTERM')).resume();
process.on('SIGTERM', () => child.kill('SIGTERM'));

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a command says on its standard output, once it has ended well. @throws with what it said last. */
export async function run(
  [command = '', ...args]: string[],
  options: { cwd?: string; env?: Record<string, string | undefined> } = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  // Rejects where it cannot be started at all.
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code === 0) return told;
  const said = (complained || told).trim().split('\n').slice(-15).join('\n');
  throw new Error(`"${[command, ...args].join(' ')}" ended with ${code ?? signal}: ${said}`);
}

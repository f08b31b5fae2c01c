import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { Installation } from './installation.js';

/** What `commands/docker.mjs` is told to do. */
interface Answer {
  complaint?: string;
  argv?: string[];
  env?: Record<string, string>;
}

type Command = (
  words: string[],
  installation: Installation,
) => Answer | undefined | Promise<Answer | undefined | void> | void;

/** The commands that the documents use. Of a volume there is one. */
const commands: Record<string, Command> = {
  'compose exec': ([flag, service = '', ...argv], installation) =>
    flag === '-T'
      ? { argv, env: installation.inContainer(service) }
      : { complaint: 'the rehearsal has no terminal to give: say -T' },
  'compose stop': (names, installation) => installation.stop(names),
  'compose restart': async (names, installation) => {
    await installation.stop(names);
    await installation.up({ only: names });
  },
  'compose down': (_, installation) => installation.down(),
  'compose up': up,
  'volume rm': ([flag, name], installation) =>
    flag === '--force' && name === 'evergreen_postgresql-data'
      ? installation.removeVolume()
      : { complaint: `there is no such volume: ${flag} ${name}` },
};

async function up(words: string[], installation: Installation): Promise<void> {
  const { values, positionals } = parseArgs({
    args: words,
    options: {
      detach: { type: 'boolean' },
      build: { type: 'boolean' },
      wait: { type: 'boolean' },
      scale: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [, workers] = /^worker=([123])$/.exec(values.scale ?? 'worker=1') ?? [];
  if (!workers) throw new Error(`the rehearsal knows no --scale ${values.scale}`);
  const only = positionals.length > 0 ? positionals : undefined;
  await installation.up({ ...(only && { only }), workers: Number(workers) });
  if (values.wait) await installation.allHealthy();
}

/** Answers `docker`, as the documents use it, for the processes of an installation. */
export async function answerDocker(
  installation: Installation,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    void (async () => {
      const words = JSON.parse(await text(request)) as string[];
      const answer = await carryOut(words, installation).catch(
        (error: unknown): Answer => ({ complaint: String(error) }),
      );
      response.end(JSON.stringify(answer));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address)
    throw new TypeError('a server that listens has a port');
  return { url: `http://127.0.0.1:${address.port}`, server };
}

async function carryOut(words: string[], installation: Installation): Promise<Answer> {
  const command = commands[words.slice(0, 2).join(' ')];
  if (!command) return { complaint: `the rehearsal does not know "docker ${words.join(' ')}"` };
  return (await command(words.slice(2), installation)) ?? {};
}

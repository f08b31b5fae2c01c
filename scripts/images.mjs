/** `npm run images`: whether every image that is not ours is named by its digest; `-- --pin` does that. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const files = ['Dockerfile', 'docker-compose.temporal.yml'];
/** `FROM name:tag AS …` and `image: name:tag`; the stages of our own image and that image have no other name. */
const named =
  /^(FROM |\s*image: )((?!evergreen:)[\w./-]+:[\w.-]+)(@sha256:[0-9a-f]{64})?(?=\s|$)/gm;

const usage = `Usage: npm run images [-- --pin]

Says which images are named without a digest; then it fails, and nothing should be released.

  --pin   asks the registry for the digest of each, by "docker buildx imagetools", and writes it
  --help  shows this
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();

function main() {
  const project = fileURLToPath(new URL('..', import.meta.url));
  try {
    const options = /** @type {const} */ ({ pin: { type: 'boolean' }, help: { type: 'boolean' } });
    const { values } = parseArgs({ options });
    if (values.help) process.stdout.write(usage);
    return values.help || (values.pin ? pin(project) : check(project)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
}

/** @param {string} project */
function check(project) {
  const loose = files.flatMap((file) =>
    looseImages(readFileSync(join(project, file), 'utf8')).map((image) => `${file}: ${image}`),
  );
  for (const line of loose) process.stdout.write(`${line} has no digest\n`);
  const told = loose.length > 0 ? 'npm run images -- --pin asks the registry and writes them.' : '';
  process.stdout.write(`${told || 'Every image is named by its digest.'}\n`);
  return loose.length === 0;
}

/** @param {string} project */
function pin(project) {
  /** @type {Map<string, string>} */
  const known = new Map();
  /** All are asked before anything is written. */
  const texts = files.map((file) => {
    const path = join(project, file);
    return { path, text: pinned(readFileSync(path, 'utf8'), (image) => digestOf(image, known)) };
  });
  for (const { path, text } of texts) writeFileSync(path, text);
  for (const [image, digest] of known) process.stdout.write(`${image} is ${digest}\n`);
  return true;
}

/**
 * The images of a text that are named by a tag alone, which can be moved.
 * @param {string} text
 */
export function looseImages(text) {
  return [...text.matchAll(named)].flatMap(([, , image = '', digest]) => (digest ? [] : [image]));
}

/**
 * The text with a digest behind each tag, also where there was one.
 * @param {string} text
 * @param {(image: string) => string} digest
 */
export function pinned(text, digest) {
  return text.replaceAll(named, (_, before, image) => `${before}${image}@${digest(image)}`);
}

/**
 * @param {string} image
 * @param {Map<string, string>} known
 * @returns {string} what the registry says, of all platforms together
 */
function digestOf(image, known) {
  const before = known.get(image);
  if (before) return before;
  const args = ['buildx', 'imagetools', 'inspect', '--format', '{{.Manifest.Digest}}', image];
  const { status, stdout, stderr, error } = spawnSync('docker', args, { encoding: 'utf8' });
  if (error) throw new Error(`docker could not be started: ${error.message}`);
  const digest = stdout.trim();
  if (status !== 0 || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new Error(`${image}: the registry told no digest: ${(stderr || stdout).trim()}`);
  }
  known.set(image, digest);
  return digest;
}

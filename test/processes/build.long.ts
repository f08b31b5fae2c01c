import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { billOfMaterials } from '../../scripts/bill-of-materials.mjs';
import { sequences } from '../../src/campaign/sequences/index.js';
import { service } from '../support/compose-file.js';

const dockerfile = readFileSync('Dockerfile', 'utf8');

/** The instructions of the image that runs, after its FROM. */
const runtime = dockerfile.split(/^FROM /m).at(-1) ?? '';

/** Every file below a folder. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

/** The packages that some files import by name. */
function packagesIn(files: string[]): string[] {
  const specifiers = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^(?:import|export|\}) .*?from '([^.'][^']*)'/gm)].map(
      ([, specifier = '']) => specifier,
    ),
  );
  const packages = specifiers
    .filter((specifier) => !specifier.startsWith('node:'))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(packages)].toSorted();
}

/** What is read here of a bill of materials. */
interface Bill {
  bomFormat: string;
  specVersion: string;
  metadata: { component: { name: string; version: string; type: string } };
  components: { name: string; version: string; hashes: { alg: string; content: string }[] }[];
}

/** Name, version and hash of each package of the lockfile that is not of development alone. */
function lockedForProduction(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version: string; integrity: string; dev?: boolean }>;
  };
  const locked = Object.entries(packages)
    .filter(([path, { dev }]) => path && !dev)
    .map(([path, { version, integrity }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return `${name} ${version} ${integrity}`;
    });
  return [...new Set(locked)];
}

describe('npm run build', () => {
  before(() => {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  const processes = { api: service('api').command, worker: service('worker').command };
  for (const [name, command = []] of Object.entries(processes)) {
    it(`makes a process for the ${name} that tells what it lacks`, () => {
      const { status, stderr } = spawnSync(process.execPath, command, {
        env: { PATH: process.env['PATH'] },
        encoding: 'utf8',
      });
      assert.match(stderr, /^The environment is not as expected:\n {2}NOTION_\w+: is required/);
      assert.equal(status, 1);
    });
  }

  it('makes the command that the package names', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [packageJson.bin.evergreen, 'sequences', '--json'],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    assert.equal((JSON.parse(stdout) as unknown[]).length, sequences.length);
  });

  it('renders copy in a thread of its own', () => {
    const script = `
      import { RenderingRoom } from './dist/src/rendering/room.js';
      const room = new RenderingRoom();
      const layout = { page: '<!-- body --><!-- footer -->', footer: '{{ sender_address }}' };
      const values = { first_name: 'Sarah', sender_address: '1 Street' };
      const clock = { now: new Date(), zone: 'UTC' };
      const copy = { name: 'T', subject: 'Hi {{ first_name }}', html: '<p>x</p>' };
      const { subject } = await room.render(copy, layout, values, 'transactional', clock);
      process.stdout.write(subject);`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    assert.equal(stdout, 'Hi Sarah');
  });

  it('bundles the workflow code', () => {
    assert.match(readFileSync('dist/src/processes/workflows.bundle.js', 'utf8'), /trackSignup/);
  });

  it('leaves stand-ins and tests out', () => {
    const strangers = filesIn('dist').filter(
      (file) => !/^dist\/(src|templates|package\.json|sbom\.cdx\.json)/.test(file),
    );
    assert.deepEqual(strangers, []);
    assert.deepEqual(
      filesIn('dist').filter((file) => /^dist\/src\/sandbox\b|stand-?in/.test(file)),
      [],
    );
  });

  it('lists the packages of the lockfile that production runs with, each with its hash', () => {
    const text = readFileSync('dist/sbom.cdx.json', 'utf8');
    const { bomFormat, specVersion, metadata, components } = JSON.parse(text) as Bill;
    assert.deepEqual([bomFormat, specVersion], ['CycloneDX', '1.5']);
    const { name, version, type } = metadata.component;
    assert.deepEqual([name, version, type], [packageJson.name, packageJson.version, 'application']);
    const listed = components.map(({ name: its, version: of, hashes }) => {
      const sha512 = hashes.find(({ alg }) => alg === 'SHA-512')?.content ?? '';
      return `${its} ${of} sha512-${Buffer.from(sha512, 'hex').toString('base64')}`;
    });
    assert.deepEqual(listed.toSorted(), lockedForProduction().toSorted());
    assert.ok(listed.some((one) => one.startsWith('zod ')));
    assert.ok(!listed.some((one) => one.startsWith('mocha ')));
    assert.equal(billOfMaterials('.'), text, 'the same, from build to build');
  });

  it('needs the production packages and no others', () => {
    const compiled = filesIn('dist/src').filter((file) => !file.endsWith('.bundle.js'));
    const bundled = filesIn('src/workflows').concat(filesIn('src/domain'));
    const unnamed = [
      'protobufjs', // read by the Temporal SDK's JSON tools, which would else find version 7
      'swagger-ui-dist', // read as files
    ];
    assert.deepEqual(
      packagesIn([...compiled, ...bundled])
        .concat(unnamed)
        .toSorted(),
      Object.keys(packageJson.dependencies).toSorted(),
    );
  });
});

describe('Dockerfile', () => {
  const from = [...dockerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)].map(([, image, name]) => ({
    image: image ?? '',
    name: name ?? '',
  }));

  it('builds every stage on one pinned Debian with a Node that the package allows', () => {
    const [base, ...stages] = from;
    const [, major = ''] =
      /^node:(\d+)\.\d+\.\d+-bookworm-slim(@sha256:\w{64})?$/.exec(base?.image ?? '') ?? [];
    assert.ok(Number(major) >= 24, base?.image);
    for (const { image } of stages) assert.equal(image, base?.name);
  });

  it('takes packages from the lockfile, without those of development in the image that runs', () => {
    const installs = [...dockerfile.matchAll(/^RUN npm (.+)$/gm)].map(
      ([, command = '']) => command,
    );
    assert.deepEqual(installs, [
      'ci --no-audit --no-fund',
      'run build',
      'ci --omit=dev --no-audit --no-fund',
    ]);
    assert.match(runtime, /^COPY --from=packages \/app\/node_modules node_modules$/m);
  });

  it('runs as nobody in particular, in production, on UTC, with certificates', () => {
    assert.match(runtime, /^USER 1000:1000$/m);
    assert.match(runtime, /^ENV NODE_ENV=production TZ=UTC$/m);
    assert.match(runtime, /ca-certificates/);
    assert.doesNotMatch(runtime.slice(runtime.indexOf('USER 1000')), /^(RUN|COPY|USER root)/m);
  });

  it('starts what the build makes, the API by default', () => {
    assert.match(runtime, /^ENTRYPOINT \["node", "--max-old-space-size-percentage=80"\]$/m);
    assert.match(runtime, /^CMD \["dist\/src\/server\.js"\]$/m);
    assert.deepEqual(service('api').command, ['dist/src/server.js']);
  });

  it('copies only what .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, files = '']) => files.split(' '),
    );
    assert.deepEqual(copied.toSorted(), allowed.toSorted());
  });
});

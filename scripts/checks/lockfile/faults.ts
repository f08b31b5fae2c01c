/** What is read of `package-lock.json`. */
export interface Lockfile {
  packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  version?: string;
  integrity?: string;
  resolved?: string;
  dependencies?: Readonly<Record<string, string>>;
  devDependencies?: Readonly<Record<string, string>>;
}

/** What is wrong with the versions that the project asks for and those that are locked. */
export function faultsOfLockfile({ packages }: Lockfile): string[] {
  const { '': project = {}, ...locked } = packages;
  const asked = Object.entries({ ...project.dependencies, ...project.devDependencies });
  return [
    ...asked.flatMap(([name, version]) => faultOfVersion(name, version)),
    ...Object.entries(locked).flatMap(([path, entry]) => faultsOfEntry(path, entry)),
    ...faultsOfTemporal(asked),
  ];
}

function faultOfVersion(name: string, version: string): string[] {
  const isExact = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
  return isExact ? [] : [`${name} is asked for as ${version}: name one version`];
}

/** All packages come from the registry that npm is set up with, so that no address stands in the lockfile. */
function faultsOfEntry(path: string, { integrity, resolved }: LockedPackage): string[] {
  return [
    ...(integrity ? [] : [`${path} has no integrity: nothing says what it must hold`]),
    ...(integrity && !integrity.startsWith('sha512-') ? [`${path} is not held to SHA-512`] : []),
    ...(resolved ? [`${path} comes from ${resolved}: run npm with this project's .npmrc`] : []),
  ];
}

const leastAgeDays = 7;

/** What npm must be told for this project, whoever runs it, and what it must not. */
export function faultsOfNpmrc(text: string): string[] {
  const settings = new Map(
    text
      .split('\n')
      .filter((line) => /^[^#;]*=/.test(line))
      .map((line) => line.split('=', 2).map((part) => part.trim()) as [string, string]),
  );
  const wanted = ['engine-strict', 'ignore-scripts', 'omit-lockfile-registry-resolved'];
  const age = Number(settings.get('min-release-age') ?? 0);
  return [
    ...wanted
      .filter((name) => settings.get(name) !== 'true')
      .map((name) => `expected ${name}=true`),
    ...(age >= leastAgeDays ? [] : [`expected min-release-age=${leastAgeDays}, or more`]),
    ...[...settings.keys()]
      .filter((name) => /registry$|^\/\/|_auth|token|password/i.test(name))
      .map((name) => `${name} is for whoever installs, not for the project`),
  ];
}

/** Temporal's packages are released together, and fail in odd ways when mixed. */
function faultsOfTemporal(asked: readonly [name: string, version: string][]): string[] {
  const temporal = asked.filter(([name]) => name.startsWith('@temporalio/'));
  const [first] = temporal;
  return temporal
    .filter(([, version]) => version !== first?.[1])
    .map(([name, version]) => `${name} is ${version}, ${first?.[0]} is ${first?.[1]}`);
}

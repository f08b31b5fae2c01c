import type { VersionState } from '../runs/versions.js';
import { type Finding, warning, wrong } from './check.js';

type Version = VersionState['version'];

/** What is wrong with the versions of the worker, or worth a look. Pure. */
export function versionFindings(states: readonly VersionState[]): Finding[] {
  const current = states.find(({ isCurrent }) => isCurrent);
  const idle = states.filter(({ asks, isCurrent }) => asks && !isCurrent);
  if (current?.asks) return idle.map((one) => beside(one, current.version));
  // That nobody asks for tasks at all, another line tells.
  return idle.length > 0 ? [standstill(idle, current?.version)] : [];
}

/** Whoever asks gets nothing, and whoever would get it does not ask. */
function standstill(idle: readonly VersionState[], current: Version): Finding {
  const found = current
    ? `${nameOf(current)} is current, and none of its workers runs`
    : 'none is current';
  const named = idle.map(({ version }) => nameOf(version)).join(', ');
  return wrong(
    `${found}; what runs, ${named}, gets no tasks: no email goes out`,
    [
      ...idle.map(({ version }) => useIt(version)),
      ...(current ? [`or start ${nameOf(current)} again`] : []),
    ].join(', '),
  );
}

/** As in every release, from when the later one is started to when the earlier one is ended. */
function beside({ version, open }: VersionState, current: Version): Finding {
  const left =
    open === 0
      ? ''
      : `; of what is open, ${open} made the last step in it, and the next will be in the other`;
  return warning(
    `${nameOf(version)} runs and gets no tasks, as ${nameOf(current)} is current${left}`,
    `to go on in it: ${useIt(version)}. If it is the earlier one, and you do not want to go back: end its workers`,
  );
}

function nameOf(version: Version): string {
  return version ? `version ${version.buildId}` : 'a worker without a version';
}

function useIt(version: Version): string {
  return `evergreen versions use ${version ? version.buildId : '--unversioned'}`;
}

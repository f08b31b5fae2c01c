import type { VersionState } from '../runs/versions.js';
import { type Finding, warning, wrong } from './check.js';

type Version = VersionState['version'];

/** What is wrong with the versions of the worker, or worth a look; `own` is the one that the settings name. Pure. */
export function versionFindings(states: readonly VersionState[], own: Version): Finding[] {
  const current = states.find(({ isCurrent }) => isCurrent);
  const others = states.filter(({ isCurrent }) => !isCurrent);
  const asking = others.filter(({ asks }) => asks);
  // That nobody asks for tasks at all, another line tells.
  if (!current?.asks) return asking.length > 0 ? [standstill(current?.version, asking)] : [];
  const ownOther = asking.find(({ version }) => version && version.buildId === own?.buildId);
  return [
    ...(ownOther ? [notCurrent(ownOther, current)] : []),
    ...asking.filter((one) => one !== ownOther).map((one) => beside(one, current)),
  ];
}

/** Whoever asks gets nothing, and whoever would get it does not ask. */
function standstill(current: Version, asking: readonly VersionState[]): Finding {
  const named = asking.map(({ version }) => nameOf(version)).join(', ');
  const found = current
    ? `${nameOf(current)} is current and none of its workers runs, while ${named} gets no tasks: no email goes out`
    : `none is current, so that ${named} gets no tasks: no email goes out`;
  const mends = asking.map(({ version }) => useIt(version));
  return wrong(
    found,
    [...mends, ...(current ? [`or start ${nameOf(current)} again`] : [])].join(', '),
  );
}

function notCurrent({ version }: VersionState, current: VersionState): Finding {
  return warning(
    `${nameOf(version)}, which the settings name, runs and gets no tasks: ${nameOf(current.version)} is current`,
    `${useIt(version)}; or end its workers`,
  );
}

/** As in every release, until it is known to be good. */
function beside({ version, open }: VersionState, { version: current }: VersionState): Finding {
  const left =
    open === 1 ? '1 open run made its last step' : `${open} open runs made their last step`;
  return warning(
    `${nameOf(version)} runs beside ${nameOf(current)}, which is current; ${left} in it, and the next will be in ${nameOf(current)}`,
    `end the workers of ${nameOf(version)} when you do not want to go back; or go back: ${useIt(version)}`,
  );
}

function nameOf(version: Version): string {
  return version ? `version ${version.buildId}` : 'a worker without a version';
}

function useIt(version: Version): string {
  return `evergreen versions use ${version ? version.buildId : '--unversioned'}`;
}

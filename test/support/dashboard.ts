import { readFileSync } from 'node:fs';

interface Panel {
  id: number;
  title: string;
  gridPos: { h: number; w: number; x: number; y: number };
  targets?: { expr: string }[];
}

const path = 'deploy/metrics/grafana/dashboards/evergreen.json';

/** Grafana's picture of the whole, as it is provisioned. */
export const dashboard: unknown = JSON.parse(readFileSync(path, 'utf8'));

export const { panels } = dashboard as { panels: Panel[] };

/** What each panel asks. */
export const queries = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

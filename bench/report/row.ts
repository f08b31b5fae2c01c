/** One row of the table, as it was promised. */
export interface Row {
  /** How it is measured, in a few words. */
  how: string;
  /** A count is exact on any machine. A ratio compares two things of one run. A time is this machine's. */
  kind: 'count' | 'ratio' | 'time';
  unit?: string;
  better: 'less' | 'more';
  goal: number;
  floor: number;
  /** By which share a count may differ from the last run's: sealed bytes do, a little. Default: none. */
  slack?: number;
}

/** What was found. */
export interface Measured {
  value: number;
  /** How far the middle half of the single values lies apart, as a share of their median. */
  spread?: number;
}

/** How so many sleeping runs weigh, each of them. */
export interface GrowthPoint {
  runs: number;
  databaseBytes: number;
  databaseRows: number;
  /** Of the worker's heap, after a forced collection. */
  heapBytes: number;
}

/** What a family of rows has found; a row that is missing was not measured at this size. */
export interface Found {
  rows: Record<string, Measured>;
  growth?: GrowthPoint[];
}

/** `quick` only shows that it works; `whole` takes the time that 20,000 runs need. */
export type Size = 'quick' | 'full' | 'whole';

export interface Asked {
  size: Size;
  /** Progress, for whoever waits. */
  say: (line: string) => void;
}

/** Rows that are measured together. */
export interface Family {
  name: string;
  rows: Record<string, Row>;
  measure: (asked: Asked) => Promise<Found>;
}

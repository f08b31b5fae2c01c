/** What a process tells Prometheus at a moment. */
export interface Scrape {
  type: string;
  text: string;
  /** Names of all metrics that it describes, a histogram's under its own. */
  names: Set<string>;
  /** Names of all samples. */
  samples: Set<string>;
  /** The sum of a metric's samples that have these labels. */
  sum(name: string, labels?: Record<string, string>): number;
  /** Every sample of a metric that is not 0, by its labels' values in the order of their names. */
  counted(name: string): Record<string, number>;
}

/** Reads `/metrics` at this address. */
export async function scrape(url: string): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return { ...readExposition(text), type: response.headers.get('Content-Type') ?? '', text };
}

/** Reads the text format of Prometheus. Source: its page on exposition formats. */
export function readExposition(text: string): Omit<Scrape, 'type' | 'text'> {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  const samples = lines.map((line) => {
    const [, name = '', labels = '', value = ''] =
      /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (!name) throw new Error(`not the text format: ${line}`);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    return {
      name,
      labels: new Map(pairs.map(([, k = '', v = '']) => [k, v])),
      value: Number(value),
    };
  });
  const described = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  return {
    names: new Set(described),
    samples: new Set(samples.map(({ name }) => name)),
    sum: (name, wanted = {}) =>
      samples
        .filter((one) => one.name === name)
        .filter(({ labels }) => Object.entries(wanted).every(([k, v]) => labels.get(k) === v))
        .reduce((sum, { value }) => sum + value, 0),
    counted: (name) =>
      Object.fromEntries(
        samples
          .filter((one) => one.name === name && one.value !== 0)
          .map(({ labels, value }) => [
            [...labels]
              .toSorted(([one], [other]) => one.localeCompare(other))
              .map(([, label]) => label)
              .join(' '),
            value,
          ]),
      ),
  };
}

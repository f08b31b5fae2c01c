import { parser } from '@prometheus-io/lezer-promql';

/** What does not parse of a query, by Prometheus' own grammar; Grafana's variables are filled in. */
export function faultsOfQuery(query: string): string[] {
  const filled = fill(query);
  const faults: string[] = [];
  parser.parse(filled).iterate({
    enter({ type, from, to }) {
      if (type.isError) faults.push(`${from}: ${filled.slice(from, to) || 'something is missing'}`);
    },
  });
  return faults;
}

/** The metrics that a query reads. */
export function metricsOf(query: string): string[] {
  const filled = fill(query);
  const names: string[] = [];
  parser.parse(filled).iterate({
    enter({ name, from, to }) {
      if (name === 'Identifier' && filled[to] !== '(') names.push(filled.slice(from, to));
    },
  });
  return [...new Set(names)];
}

function fill(query: string): string {
  return query.replaceAll('$__rate_interval', '5m');
}

/** What each client did, for the table at the end: one JSON line per finished flow. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Note an outcome: `yes`, `no` (the test failed) or `lacks` (the library does not offer it). */
export function record(client, flow, outcome, note = '') {
  const file = process.env.LABSCAPE_RESULTS;
  if (file) appendFileSync(file, `${JSON.stringify({ client, flow, outcome, note })}\n`);
}

/** The table of outcomes, flows down, clients across; notes below. */
export function clientTable(file) {
  if (!existsSync(file)) return '';
  const rows = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map((l) => JSON.parse(l));
  const clients = [...new Set(rows.map((r) => r.client))].sort();
  const flows = [...new Set(rows.map((r) => r.flow))];
  const notes = [];
  const lines = [['flow', ...clients]];
  for (const flow of flows) {
    lines.push([flow, ...clients.map((client) => {
      const row = rows.findLast((r) => r.client === client && r.flow === flow);
      if (!row) return '-';
      if (row.note) notes.push(`${client}, ${flow}: ${row.note}`);
      return row.outcome;
    })]);
  }
  return [table(lines), ...notes.map((n) => `  ${n}`)].join('\n');
}

/** Align rows of text into columns; the first row is the head. */
export function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((r) => String(r[i]).length)));
  const line = (r) => `| ${r.map((c, i) => String(c).padEnd(widths[i])).join(' | ')} |`;
  return [line(rows[0]), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...rows.slice(1).map(line)].join('\n');
}

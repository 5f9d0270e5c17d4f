/** Figures of a benchmark: a table for people, a JSON list for machines. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { table } from '../lib/report.mjs';

const HOLDS = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>=': (a, b) => a >= b, '=': (a, b) => a === b,
};

export class Figures {
  list = [];

  /** `comparison` and `target` stay empty where the figure is for information. */
  add(name, value, unit, comparison = null, target = null) {
    this.list.push({ name, value: Math.round(value * 1000) / 1000, unit, target, comparison });
    return this;
  }

  /** Print the table and write the list, if a file was named. True if every target is met. */
  finish(out) {
    const verdict = ({ value, target, comparison }) =>
      comparison ? (HOLDS[comparison](value, target) ? 'met' : 'MISSED') : '';
    console.log(table([
      ['figure', 'value', 'unit', 'goal', ''],
      ...this.list.map((f) => [f.name, f.value, f.unit, f.comparison ? `${f.comparison} ${f.target}` : '', verdict(f)]),
    ]));
    console.log(`machine: ${availableParallelism()} processors, load average of the last minute ${loadavg()[0].toFixed(1)}`);
    if (out) {
      mkdirSync(dirname(out), { recursive: true });
      writeFileSync(out, `${JSON.stringify(this.list, null, 2)}\n`);
      console.log(`written to ${out}`);
    }
    return this.list.every((f) => verdict(f) !== 'MISSED');
  }
}

/** The value below which a share of the samples lies; sorts its argument. */
export function percentile(samples, share) {
  if (!samples.length) return Number.NaN;
  samples.sort((a, b) => a - b);
  return samples[Math.min(samples.length - 1, Math.ceil(samples.length * share) - 1)];
}

import { table } from '../table.ts';
import type { BundleSizeResult } from './bundle-size.ts';
import type { ColdStartResult } from './cold-start.ts';
import type { FirstUseResult } from './first-uses.ts';
import type { InteractionResult } from './interactions.ts';
import type { OutsideCallsResult } from './outside-calls.ts';
import type { Ratio } from './statistics.ts';

export interface BenchResults {
  /** Versions and machine, so that two files can be compared. */
  about: Record<string, string>;
  interactions: InteractionResult[];
  coldStart: ColdStartResult[];
  firstUses: FirstUseResult[];
  bundles: BundleSizeResult[];
  outsideCalls: OutsideCallsResult[];
}

/** The results as tables for a terminal or a README. */
export function report(results: BenchResults): string {
  const parts = [
    section('Interactions: verified, and compared with the bare Worker in the same round (1.00 = as fast)', [
      ['', 'contestant', 'ratio', 'min–max', 'by CPU', 'per second', 'CPU µs', 'p50 ms', 'p99 ms'],
      ...results.interactions.map((row) => [
        row.kind,
        row.contestant,
        row.ratio.median.toFixed(2),
        span(row.ratio),
        fixed(row.cpuRatio, 2),
        row.perSecond.toFixed(0),
        fixed(row.cpuMicros, 0),
        row.p50Ms.toFixed(2),
        row.p99Ms.toFixed(2),
      ]),
    ]),
    section(
      'Cold start: from starting the process to the first verified answer (1.00 = the bare Worker’s time)',
      [
        ['contestant', 'ratio', 'min–max', 'by CPU', 'ms', 'CPU ms', 'first answer ms'],
        ...results.coldStart.map((row) => [
          row.contestant,
          row.ratio.median.toFixed(2),
          span(row.ratio),
          fixed(row.cpuRatio, 2),
          row.processMs.toFixed(1),
          fixed(row.cpuMs, 1),
          row.firstAnswerMs.toFixed(2),
        ]),
      ],
    ),
    section('First uses: what Guildhall loads when a fresh isolate is asked for it', [
      ['what', 'CPU ms', 'ms'],
      ...results.firstUses.map(({ what, cpuMs, wallMs }) => [what, fixed(cpuMs, 1), wallMs.toFixed(1)]),
    ]),
    section('Bundle: what is uploaded, and what is parsed before the first answer', [
      ['contestant', 'modules', 'raw KB', 'gzip KB', 'before the first answer KB'],
      ...results.bundles.map((row) => [
        row.contestant,
        String(row.modules),
        ...[row.rawBytes, row.gzipBytes, row.eagerBytes].map((bytes) => (bytes / 1_000).toFixed(1)),
      ]),
    ]),
    section('Calls outside before the first answer', [
      ['interaction', 'answered', 'calls', 'queue messages', 'answered while the outside was silent'],
      ...results.outsideCalls.map((row) => [
        row.what,
        row.answer,
        String(row.calls),
        String(row.queued),
        row.answeredWhileHeld ? 'yes' : 'no',
      ]),
    ]),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const section = (title: string, rows: string[][]): string =>
  rows.length < 2 ? '' : [title, '', table(rows)].join('\n');

const span = ({ min, max }: Ratio): string => `${min.toFixed(2)}–${max.toFixed(2)}`;
const fixed = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? '';

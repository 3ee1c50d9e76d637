import * as v from 'valibot';
import type { Signal } from '../../core/signals/signal.ts';
import { RecordView } from './signals.ts';

/** The record that a `record.…` signal tells of, as it was then. */
export const readRecord = (signal: Signal): RecordView =>
  v.parse(v.looseObject({ record: RecordView }), signal.data).record;

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LocalState, StateData } from './state.ts';

interface Saved {
  version: 1;
  position: [number, number];
  data: StateData;
}

/** Reads a state file; undefined when there is none. Throws when it is not ours. */
export function loadState(file: string): Saved | undefined {
  if (!existsSync(file)) return undefined;
  const saved: Saved = JSON.parse(readFileSync(file, 'utf8'), revive);
  if (saved.version !== 1) throw new Error(`${file} was written by another version of the local Discord`);
  return saved;
}

/** A change waits so long for others, or three times as long as the last saving took: that is a quarter of the time. */
const SAVE_WITHIN_MS = 20;
const SAVE_AT_LAST_MS = 300;

/** Saves soon after a change and at once on `flush`; a crash loses at most that span. */
export function keepSaved(file: string, state: LocalState): { flush(): void } {
  let timer: NodeJS.Timeout | undefined;
  let span = SAVE_WITHIN_MS;
  const flush = () => {
    const startedAt = performance.now();
    clearTimeout(timer);
    timer = undefined;
    const saved: Saved = { version: 1, position: state.ids.position(), data: state.data };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify(saved, replace));
    renameSync(`${file}.part`, file);
    span = Math.min(SAVE_AT_LAST_MS, Math.max(SAVE_WITHIN_MS, 3 * (performance.now() - startedAt)));
  };
  state.onChange(() => {
    timer ??= setTimeout(flush, span).unref();
  });
  return { flush };
}

function replace(this: Record<string, unknown>, key: string, value: unknown): unknown {
  // Buffers turn themselves into JSON before a replacer sees them, so look at the holder.
  const original = this[key];
  if (original instanceof Uint8Array) return { $bytes: Buffer.from(original).toString('base64') };
  if (value instanceof Map) return { $map: [...value] };
  return value;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value && Array.isArray(value.$map)) return new Map(value.$map);
  if ('$bytes' in value && typeof value.$bytes === 'string') return Buffer.from(value.$bytes, 'base64');
  return value;
}

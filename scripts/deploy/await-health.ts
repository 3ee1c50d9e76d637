import type { Outside } from '../../src/core/outside.ts';
import { healthReasons, parseHealth, type WorkerHealth } from '../doctor/worker-health.ts';
import { already, done, failed, type Outcome } from './step.ts';

/** A new workers.dev name needs its certificate, which can take some minutes. */
const LIMIT_MS = 300_000;
const PAUSE_MS = 2_000;
const ANSWER_MS = 8_000;
/** Parts that nothing works without; the rest only says what is degraded. */
const VITAL = ['database', 'interactions', 'discord'];

/** Waits until the deployed Worker answers `/health` and has what it cannot do without. */
export async function awaitHealth(outside: Outside, url: string, limitMs = LIMIT_MS): Promise<Outcome<void>> {
  const start = outside.now();
  for (let attempt = 1; ; attempt += 1) {
    const { health, seen } = await ask(outside, url);
    const off = health ? VITAL.filter((part) => health.dependencies[part]?.state === 'off') : VITAL;
    if (health && off.length === 0) {
      return attempt === 1
        ? already(`the Worker answers at ${url}.`, undefined)
        : done(
            `the Worker answers at ${url}, after ${Math.round((outside.now() - start) / 1_000)} s.`,
            undefined,
          );
    }
    if (outside.now() - start >= limitMs) {
      throw failed(
        health
          ? `The Worker answers at ${url}, but says: ${healthReasons(health).join(' ')}`
          : `The Worker is deployed, but ${url}/health ${seen}.`,
        health
          ? 'Put right what it names, here as well, and run `npm run deploy` again.'
          : 'A new address can take some minutes: run `npm run deploy` again. If it stays so, check PUBLIC_URL and the routes in wrangler.toml.',
      );
    }
    await outside.sleep(PAUSE_MS);
  }
}

async function ask(outside: Outside, url: string): Promise<{ health?: WorkerHealth; seen: string }> {
  try {
    const response = await outside.fetch(`${url}/health`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const health = parseHealth(await response.text());
    return health ? { health, seen: '' } : { seen: `answers with status ${response.status} instead` };
  } catch {
    return { seen: 'does not answer' };
  }
}

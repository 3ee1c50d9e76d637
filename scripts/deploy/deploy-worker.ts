import { isDeepStrictEqual } from 'node:util';
import { secretHider } from '../doctor/run-checks.ts';
import type { Variables } from '../variables.ts';
import type { Cloudflare } from './cloudflare-api.ts';
import type { WorkerConfiguration } from './configuration.ts';
import { type DeployedWorker, marksOf, messageWith, missingTriggers } from './deployed-worker.ts';
import { fingerprint } from './fingerprint.ts';
import { runWrangler, type WranglerCall } from './run-wrangler.ts';
import { already, done, failed, type Outcome, planned } from './step.ts';

export interface DeployWorkerOptions {
  cloudflare: Cloudflare;
  accountId: string;
  configuration: WorkerConfiguration;
  configurationFile: string;
  deployed: DeployedWorker;
  /** Everything that is set; becomes the Worker's secrets. */
  secrets: Variables;
  dryRun: boolean;
}

/**
 * Uploads code and secrets together, as one version: a new Worker can't be given secrets before it exists, and must not
 * run without them. Does nothing when the version that answers is this one and all of it is connected.
 */
export async function deployWorker(options: DeployWorkerOptions): Promise<Outcome<void>> {
  const { cloudflare, accountId, configuration, deployed, dryRun } = options;
  const secrets = Object.fromEntries(Object.entries(options.secrets).filter(([, value]) => value));
  // Keys are compared by their marks instead, so that a machine that does not have them deploys the same.
  const { ENCRYPTION_KEYS: ring, ...compared } = secrets;
  const marks = ring ? marksOf(ring) : (deployed.keyMarks ?? []);
  const sameKeys = !ring || isDeepStrictEqual(marks, deployed.keyMarks);
  const tag = await fingerprint(configuration, compared, secrets.DISCORD_TOKEN ?? '').catch(() => {
    throw failed(
      'The code cannot be bundled; what is wrong stands above.',
      'Correct it, or check out a state of the code that is whole (`npm run verify` says whether it is), then run `npm run deploy` again.',
    );
  });
  const notes = strayNotes(deployed.secretNames, secrets);
  const call = { cloudflare, accountId, configuration: options.configurationFile };
  if (deployed.tag === tag && sameKeys) {
    const missing = await missingTriggers(cloudflare, accountId, configuration);
    if (missing.length === 0) {
      return already(
        `code, settings and secrets of "${configuration.name}" are the newest.`,
        undefined,
        notes,
      );
    }
    if (dryRun) return planned(`would connect ${missing.join(', ')}.`, undefined, notes);
    await wrangle({ ...call, arguments: ['triggers', 'deploy'] }, 'The Worker is up, but not all connected');
    return done(`the code was up already; connected ${missing.join(', ')}.`, undefined, notes);
  }
  const names = Object.keys(secrets).sort();
  if (dryRun) {
    const what = deployed.exists ? 'upload a new version of' : 'make the Worker';
    return planned(`would ${what} "${configuration.name}" with ${names.length} secrets.`, undefined, notes);
  }
  await wrangle(
    { ...call, arguments: ['deploy', '--tag', tag, '--message', messageWith(marks)], secrets },
    'The Worker could not be deployed',
  );
  return done(
    `${deployed.exists ? 'uploaded a new version of' : 'made the Worker'} "${configuration.name}" with the secrets ${names.join(', ')}.`,
    undefined,
    notes,
  );
}

async function wrangle(call: WranglerCall, says: string): Promise<void> {
  const { code, error } = await runWrangler(call);
  if (code === 0) return;
  const hide = secretHider(call.secrets ?? {}, [call.cloudflare.token]);
  throw failed(
    `${says}. wrangler says: ${hide(error)}`,
    'Put right what it names and run `npm run deploy` again; it goes on from here. `npx wrangler deploy --dry-run` shows faults of the code alone.',
  );
}

/** Secrets are only ever added or replaced, so one that was taken out here goes on working there. */
function strayNotes(there: readonly string[], here: Readonly<Record<string, string>>): string[] {
  return there
    .filter((name) => !(name in here) && name !== 'ENCRYPTION_KEYS')
    .map(
      (name) =>
        `The Worker also has the secret ${name}, which is not set here. To take it away: npx wrangler secret delete ${name}`,
    );
}

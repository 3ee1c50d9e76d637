import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { DeployedWorker } from './deployed-worker.ts';
import { keyMarks } from './key-marks.ts';
import { already, done, failed, type Outcome, planned } from './step.ts';

export interface KeyOptions {
  /** `ENCRYPTION_KEYS` as it is set on this machine. */
  ring: string | undefined;
  worker: Pick<DeployedWorker, 'secretNames' | 'keyMarks'>;
  /** Where new keys are kept: `.dev.vars`. */
  file: string;
  dryRun: boolean;
  /** A machine that forgets its files afterwards. */
  isPassing: boolean;
  /** The person knows that what was sealed with the old keys is lost. */
  replaceKeys: boolean;
  /** Whether the database holds what some key ring has sealed. */
  hasSealed: () => Promise<boolean>;
}

const KEEP =
  'Keep a copy in a password manager: Cloudflare never shows it again, and stored secrets cannot be read without it.';

/**
 * Settles which key ring is uploaded; undefined leaves the Worker's own. Keys are made once, when neither this machine
 * nor the Worker has any, and are never replaced by accident.
 */
export async function settleKeys(options: KeyOptions): Promise<Outcome<string | undefined>> {
  const { ring, worker, file, dryRun } = options;
  const hasRing = worker.secretNames.includes('ENCRYPTION_KEYS');
  if (!ring && hasRing) return already('the Worker has its ENCRYPTION_KEYS; they are left alone.', undefined);
  if (!ring) {
    if (!options.replaceKeys && (await options.hasSealed())) {
      throw failed(
        'The database holds secrets that were sealed with keys which neither this machine nor the Worker has.',
        'Set ENCRYPTION_KEYS to the keys that were kept when they were made. If they are lost: npm run deploy -- --replace-keys makes new ones, and people have to enter those secrets again.',
      );
    }
    return makeKeys(file, dryRun, options.isPassing);
  }
  if (!hasRing || options.replaceKeys) return already('ENCRYPTION_KEYS is set.', ring);
  if (!worker.keyMarks) {
    return already(
      'the Worker has ENCRYPTION_KEYS that were not set from here; they are left alone.',
      undefined,
      ['To put those of this machine in their place: npm run deploy -- --replace-keys'],
    );
  }
  const here = new Set(keyMarks(ring));
  const lost = worker.keyMarks.filter((mark) => !here.has(mark)).length;
  if (lost === 0) return already('ENCRYPTION_KEYS still holds every key that the Worker has.', ring);
  throw failed(
    `ENCRYPTION_KEYS on this machine lacks ${lost === 1 ? 'a key' : `${lost} keys`} that the Worker has, so secrets that are stored could not be read any more.`,
    'Put the old key behind the new one (k2:…,k1:…), or remove ENCRYPTION_KEYS here to leave the Worker’s alone. If nothing is stored yet: npm run deploy -- --replace-keys',
  );
}

function makeKeys(file: string, dryRun: boolean, isPassing: boolean): Outcome<string | undefined> {
  if (isPassing) {
    throw failed(
      'ENCRYPTION_KEYS is missing, and keys that were made here would be lost with this machine.',
      `Make them once with: node -e "console.log('k1:'+crypto.randomBytes(32).toString('base64'))" and give them to this job as a secret variable.`,
    );
  }
  const ring = `k1:${randomBytes(32).toString('base64')}`;
  if (dryRun) return planned(`would make ENCRYPTION_KEYS and write it to ${file}.`, ring);
  // Written before anything is uploaded: a key that only Cloudflare has can't be backed up.
  writeVariable(file, 'ENCRYPTION_KEYS', ring);
  return done(`made ENCRYPTION_KEYS and wrote it to ${file}, which only you can read.`, ring, [KEEP]);
}

/** Fills an empty line of that name, or adds one at the end. */
function writeVariable(file: string, name: string, value: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const empty = new RegExp(`^${name}=\\s*(""|'')?[ \\t]*$`, 'm');
  const line = `${name}=${value}`;
  const end = before === '' || before.endsWith('\n') ? '' : '\n';
  const text = empty.test(before) ? before.replace(empty, () => line) : `${before}${end}${line}\n`;
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}

import { type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import * as v from 'valibot';
import type { DiscordRest } from '../discord/rest.ts';
import { type Actor, actorLabel } from './access/actor.ts';
import {
  type FeatureState,
  type Intent,
  recallSwitches,
  rememberSwitches,
  stateFrom,
} from './access/feature-switches.ts';
import { requirePermission } from './access/require-permission.ts';
import { type Database, openDatabase } from './database/client.ts';
import { conflictFrom } from './database/guard.ts';
import { isDatabaseDown } from './database/postgres-error.ts';
import { discordClient } from './discord-client.ts';
import { UnavailableError } from './errors.ts';
import type { Permission } from './feature.ts';
import { uuidv7 } from './ids.ts';
import { lockSignals } from './live/lock-signals.ts';
import { pokeLive } from './live/poke-live.ts';
import type { Log } from './log.ts';
import type { JobMessage, NewJob } from './queue/job.ts';
import { wake, wakeLater } from './queue/wake.ts';
import type { Runtime } from './runtime.ts';
import type { SettingsDefinition, SettingsValues } from './settings/definition.ts';
import { createSecretBox, type SecretBox } from './settings/secret-box.ts';
import { loadSettings, readSettings, type StoredSettings } from './settings/store.ts';
import type { NewSignal, SignalPatch } from './signals/signal.ts';
import { auditLog, jobs, signals } from './tables.ts';

const UNSURE =
  'The database stopped answering while this was being saved. Look whether it is there before you do it again.';

export type Source = 'discord' | 'api' | 'dashboard' | 'job' | 'schedule' | 'cli';

export interface AuditEntry {
  /** `<feature>.<verb>`, as the action is named. */
  action: string;
  target: string;
  before?: unknown;
  after?: unknown;
}

/** What happens together or not at all. */
export interface Change {
  /** Drizzle queries, or raw SQL such as `requireChange(...)`. Run in this order in one transaction. */
  statements: (BatchItem<'pg'> | SQL)[];
  signals?: NewSignal[];
  audit?: AuditEntry[];
  jobs?: NewJob[];
}

/** What an action works with: one actor in one guild. Every query it makes names `guildId`. */
export interface ActionContext {
  guildId: string;
  actor: Actor;
  source: Source;
  requestId: string;
  runtime: Runtime;
  log: Log;
  db: Database;
  discord: DiscordRest;
  secrets: SecretBox;
  now(): Date;
  newId(): string;
  /**
   * First line of every action. Throws DeniedError unless the actor has the permission in this guild, SwitchedOffError
   * when its feature may not be used now. An action that only looks, by a permission that also lets change, says `read`.
   */
  require(permission: Permission, intent?: Intent): Promise<void>;
  /** Whether a feature is switched on in this guild; at most a few seconds old, mostly without a query. */
  featureState(feature: string): Promise<FeatureState>;
  settings<D extends SettingsDefinition>(definition: D): Promise<SettingsValues<D>>;
  /**
   * Writes a change, its signals, its audit rows and its jobs in ONE transaction and round trip, then wakes the queue.
   * Losing the wake-up loses nothing: the cron sweep finds rows that nobody woke. Throws ConflictError if a guard failed.
   * Returns the results of the statements, in order.
   */
  commit(change: Change): Promise<unknown[]>;
  /** The same guild, request and runtime for another actor. */
  as(actor: Actor, source?: Source): ActionContext;
}

export interface ContextParts {
  guildId: string;
  actor: Actor;
  source: Source;
  requestId: string;
  /** The guild's settings, where they came with another query. */
  stored?: StoredSettings;
  /** The database as it was opened for the request before; without it the context opens it. */
  db?: Database;
  /** A statement that goes into the transaction of every change, e.g. that of an Idempotency-Key. */
  witness?: (ctx: ActionContext) => SQL | undefined;
}

/** Opens a context. Connects to nothing until the first query. */
export function createContext(runtime: Runtime, parts: ContextParts): ActionContext {
  const { config, outside } = runtime;
  if (!config.database) {
    throw new UnavailableError(
      'Guildhall has no database yet. An admin has to set DATABASE_URL; `npm run doctor` shows how.',
    );
  }
  const db = parts.db ?? openDatabase(config.database);
  const secrets = createSecretBox(config.encryptionKeys);
  const log = runtime.log.with({ requestId: parts.requestId, guildId: parts.guildId });
  let stored: Promise<StoredSettings> | undefined;
  const remember = (settings: StoredSettings) => {
    rememberSwitches(parts.guildId, settings, outside.now());
    return settings;
  };
  if (parts.stored) stored = Promise.resolve(remember(parts.stored));
  const allSettings = () => {
    stored ??= loadSettings(db, parts.guildId).then(remember);
    return stored;
  };

  const ctx: ActionContext = {
    ...parts,
    runtime,
    log,
    db,
    secrets,
    discord: discordClient(runtime),
    now: () => new Date(outside.now()),
    newId: () => uuidv7(outside.now()),
    require: (permission, intent) => requirePermission(ctx, permission, intent),
    featureState: async (feature) => {
      const { switches } = runtime.registry;
      if (!Object.hasOwn(switches.fields, feature)) return 'on';
      const recalled = stored ? undefined : recallSwitches(parts.guildId, outside.now());
      return stateFrom(recalled ?? (await allSettings()), switches, feature);
    },
    settings: async (definition) => {
      const values = (await allSettings()).get(definition.feature);
      return readSettings(definition, values, secrets, parts.guildId, log);
    },
    commit: (change) => commit(ctx, change, parts.witness?.(ctx)),
    as: (actor, source) => createContext(runtime, { ...parts, actor, source: source ?? parts.source }),
  };
  return ctx;
}

async function commit(ctx: ActionContext, change: Change, witness?: SQL): Promise<unknown[]> {
  const at = ctx.now();
  const common = {
    guildId: ctx.guildId,
    actor: actorLabel(ctx.actor),
    source: ctx.source,
    requestId: ctx.requestId,
  };
  const signalRows = (change.signals ?? []).map((signal) => {
    checkSignal(ctx, signal);
    const { patches = [], ...plain } = signal;
    return { ...common, ...plain, data: patched(signal.data, patches), id: ctx.newId(), createdAt: at };
  });
  const auditRows = (change.audit ?? []).map((entry) => ({
    ...common,
    ...entry,
    id: ctx.newId(),
    createdAt: at,
  }));
  const jobRows = (change.jobs ?? []).map((job) => ({
    id: job.key ? `${ctx.guildId}:${job.name}:${job.key}` : ctx.newId(),
    guildId: ctx.guildId,
    name: job.name,
    payload: job.payload,
    state: 'queued' as const,
    runAt: job.runAt ?? at,
    createdAt: at,
  }));

  const statements = change.statements.map((item) => ('queryChunks' in item ? ctx.db.execute(item) : item));
  const batch = [
    ...statements,
    ...(witness ? [ctx.db.execute(witness)] : []),
    ...(signalRows.length > 0
      ? [ctx.db.execute(lockSignals(ctx.guildId)), ctx.db.insert(signals).values(signalRows)]
      : []),
    ...(auditRows.length > 0 ? [ctx.db.insert(auditLog).values(auditRows)] : []),
    ...(jobRows.length > 0 ? [ctx.db.insert(jobs).values(jobRows).onConflictDoNothing()] : []),
  ];
  const [first, ...rest] = batch;
  if (!first) return [];
  let results: unknown[];
  try {
    results = await ctx.db.batch([first, ...rest]);
  } catch (error) {
    // The transaction may have been committed before the connection broke, so nothing may be promised.
    if (isDatabaseDown(error)) throw new UnavailableError(UNSURE, { cause: error });
    throw conflictFrom(error);
  }

  const messages: JobMessage[] = [
    ...signalRows.map(({ id }) => ({ kind: 'signal' as const, id })),
    ...jobRows.filter((row) => row.runAt <= at).map(({ id }) => ({ kind: 'job' as const, id })),
  ];
  if (messages.length > 0) ctx.runtime.defer(wake(ctx.runtime.config.jobs, messages));
  if (jobRows.some(({ runAt }) => runAt > at))
    ctx.runtime.defer(wakeLater(ctx.runtime.config.jobs, jobRows, at));
  if (signalRows.length > 0) pokeLive(ctx.runtime, ctx.guildId);
  return results.slice(0, statements.length);
}

function patched(data: Record<string, unknown>, patches: readonly SignalPatch[]) {
  if (patches.length === 0) return data;
  return patches.reduce<SQL>(
    (whole, { path, value }) =>
      sql`jsonb_set(${whole}, ${`{${path.join(',')}}`}::text[], to_jsonb(${value}))`,
    sql`${JSON.stringify(data)}::jsonb`,
  );
}

/** A signal that its own schema refuses is a bug of the action, found at the first test that emits it. */
function checkSignal(ctx: ActionContext, signal: NewSignal): void {
  const definition = ctx.runtime.registry.signals.get(signal.type);
  if (!definition) throw new Error(`signal ${signal.type} is not declared by any feature`);
  const parsed = v.safeParse(definition.schema, signal.data);
  if (!parsed.success)
    throw new Error(`signal ${signal.type}: ${v.getDotPath(parsed.issues[0])} ${parsed.issues[0].message}`);
}

import { getGatewayBot } from '../../discord/gateway.ts';
import { intentBits } from '../../discord/intents.ts';
import { discordClient } from '../discord-client.ts';
import { errorSentence } from '../interactions/present.ts';
import type { Runtime } from '../runtime.ts';
import type { ReconcileRequest } from './coordinator-object.ts';
import { decide, type Grant, type Permit, type StartLimit } from './identify-budget.ts';
import { askObject, type ObjectState, shardName } from './objects.ts';
import { sessionKey } from './session-key.ts';
import type { StartRequest } from './shard-object.ts';
import type { GatewayStatus, ShardStatus, Unwanted } from './status.ts';
import { sessionIntents } from './wanted-by.ts';

/** Where to connect, and with how many shards. Made once and kept: changing the number ends every session. */
interface Plan {
  /** Of the configuration that it was made for. */
  key: string;
  url: string;
  shards: number;
}

export interface CoordinatorMemory extends Omit<GatewayStatus, 'shards'> {
  plan?: Plan;
  grants: Grant[];
  held: string[];
  /** Objects that may be connected. */
  shards: number;
}

const ASK_AGAIN_MS = 30_000;

/** Minds the shards: starts and stops them, and lets them begin sessions one after the other. */
export class Coordinator {
  private readonly storage: ObjectState['storage'];
  private memory: CoordinatorMemory;

  constructor(storage: ObjectState['storage'], memory?: CoordinatorMemory) {
    this.storage = storage;
    this.memory = memory ?? { grants: [], held: [], shards: 0, askedAt: 0 };
  }

  /** Brings every shard to where it should be. Safe to repeat; whatever fails is done a minute later. */
  async reconcile(
    runtime: Runtime,
    { held = this.memory.held, again = false }: ReconcileRequest,
  ): Promise<void> {
    const { unwanted: _, trouble: __, ...kept } = this.memory;
    this.memory = { ...kept, held, reconciledAt: runtime.outside.now() };
    const unwanted = why(runtime) ?? (!again && (await this.isHeld(runtime)) ? 'held' : undefined);
    if (unwanted) {
      this.memory.unwanted = unwanted;
      await this.stop(runtime, 0);
    } else {
      const plan = await this.plan(runtime, again);
      if (plan) await this.start(runtime, plan, again);
    }
    await this.save();
  }

  /** Whether a shard may begin a session, and when. Asks Discord how many are left each time. */
  async permit(runtime: Runtime, shard: number): Promise<Permit> {
    const askedAt = runtime.outside.now();
    let limit: StartLimit;
    try {
      limit = (await getGatewayBot(discordClient(runtime))).session_start_limit;
    } catch (error) {
      return { kind: 'refused', until: askedAt + ASK_AGAIN_MS, reason: errorSentence(error, 'gateway') };
    }
    const now = runtime.outside.now();
    const { grants, permit } = decide(this.memory.grants, { shard, limit, askedAt, now });
    this.memory.grants = grants;
    this.memory.identifies = { remaining: limit.remaining, total: limit.total, at: now };
    await this.save();
    return permit;
  }

  async status(runtime: Runtime): Promise<GatewayStatus> {
    if (this.memory.askedAt === 0) {
      this.memory.askedAt = runtime.outside.now();
      await this.save();
    }
    const { plan: _, grants: __, held: ___, ...facts } = this.memory;
    return { ...facts, shards: await this.shards(runtime) };
  }

  /** Whether an admin of each server that the bot is in has stopped it. */
  private async isHeld(runtime: Runtime): Promise<boolean> {
    if (this.memory.held.length === 0) return false;
    const held = new Set(this.memory.held);
    const guildIds = (await this.shards(runtime)).flatMap((shard) => shard.guildIds);
    return guildIds.length > 0 && guildIds.every((id) => held.has(id));
  }

  private async plan(runtime: Runtime, again: boolean): Promise<Plan | undefined> {
    const wanted = runtime.config.gateway?.shards;
    const key = await sessionKey(runtime, wanted ?? 0);
    const { plan } = this.memory;
    if (plan?.key === key && !again) return plan;
    try {
      const { url, shards } = await getGatewayBot(discordClient(runtime));
      this.memory.plan = { key, url, shards: wanted ?? Math.max(1, shards) };
    } catch (error) {
      this.memory.trouble = errorSentence(error, 'gateway');
      runtime.log.warn('Discord does not say where its gateway is', { error });
    }
    return this.memory.plan?.key === key ? this.memory.plan : undefined;
  }

  private async start(runtime: Runtime, { url, shards }: Plan, again: boolean): Promise<void> {
    const key = await sessionKey(runtime, shards);
    const intents = intentBits(sessionIntents(runtime.registry));
    await this.stop(runtime, shards);
    // Known before it is done, so that what was started is stopped even if this is not the end of it.
    this.memory.shards = shards;
    await this.save();
    await this.each(runtime, shards, '/start', (shard): StartRequest => {
      const config = { shard, shards, intents, url, key };
      return { config, held: this.memory.held, again };
    });
  }

  /** Stops the shards from this number on. */
  private async stop(runtime: Runtime, from: number): Promise<void> {
    const before = this.memory.shards;
    if (before <= from) return;
    await Promise.all(
      Array.from({ length: before - from }, (_, index) => this.ask(runtime, from + index, '/stop')),
    );
  }

  private shards(runtime: Runtime): Promise<ShardStatus[]> {
    return this.each(runtime, this.memory.shards, '/status', () => ({}));
  }

  private async each(
    runtime: Runtime,
    shards: number,
    path: string,
    body: (shard: number) => object,
  ): Promise<ShardStatus[]> {
    const asked = Array.from({ length: shards }, (_, shard) => this.ask(runtime, shard, path, body(shard)));
    return (await Promise.all(asked)).filter((status) => status !== undefined);
  }

  /** One shard that does not answer is no reason to leave the others alone. */
  private async ask(runtime: Runtime, shard: number, path: string, body?: object) {
    const objects = runtime.config.gateway?.shard;
    if (!objects) return undefined;
    try {
      return await askObject<ShardStatus>(objects, shardName(shard), path, body);
    } catch (error) {
      runtime.log.error('a shard of the gateway does not answer', { shard, error });
      return undefined;
    }
  }

  private save(): Promise<void> {
    return this.storage.put('memory', this.memory);
  }
}

/** Why no connection is wanted at all. */
function why({ config, registry }: Runtime): Unwanted | undefined {
  if (config.gateway?.isOff) return 'off';
  if (registry.gateway.size === 0) return 'unused';
  return config.discord.token ? undefined : 'no-token';
}

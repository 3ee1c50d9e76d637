import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { NeonQueryFunction } from '@neondatabase/serverless';
import type { LocalClaude } from '../../scripts/local/claude.ts';
import type { ControlInteraction } from '../../scripts/local/discord/interactions/control-run.ts';
import type { LocalDiscord } from '../../scripts/local/discord/server.ts';
import { ensureTemplate } from '../../scripts/local/neon/template.ts';
import type { LocalDatabase } from '../../scripts/local/neon.ts';
import { seedDemo } from '../../scripts/local/seed-demo.ts';
import { type LocalStack, startLocalStack } from '../../scripts/local/stack.ts';
import type { Variables } from '../../scripts/variables.ts';
import type { GatewayEventData, GatewayEventName } from '../../src/core/gateway/handler.ts';
import { uuidv7 } from '../../src/core/ids.ts';
import { features } from '../../src/features/index.ts';
import { type AnswerCheck, createAnswerCheck } from './check-answer.ts';
import { connect } from './database.ts';
import { eventually, whenQuiet } from './eventually.ts';
import { probe } from './probe-feature.ts';

type Json = Record<string, unknown>;

/** A message as Discord's API shows it; only what tests look at. */
export interface SeenMessage {
  id: string;
  content: string;
  embeds: (Json & {
    title?: string;
    description?: string;
    color?: number;
    fields?: { name: string; value: string }[];
  })[];
  components: Json[];
  flags?: number;
}

/** What came of an interaction: the first answer and, once the queue is done with it, what the person sees. */
export interface Answer {
  interactionId: string;
  /** Discord's callback type: 4, 5, 6, 7, 8 or 9. */
  type: number;
  /** The first answer as the Worker gave it. */
  first: { type: number; data?: Json };
  /** The message that the person sees in the end; empty when a modal was opened. */
  message: SeenMessage;
  followups: SeenMessage[];
  latencyMs: number;
}

/** A guild of its own with people of each role; tests on one stack don't see each other's. */
export interface TestGuild {
  id: string;
  channelId: string;
  admin: { id: string; username: string };
  staff: { id: string; username: string };
  member: { id: string; username: string };
  staffRoleId: string;
}

export interface TestApp {
  stack: LocalStack;
  discord: LocalDiscord;
  claude: LocalClaude;
  database: LocalDatabase;
  sql: NeonQueryFunction<false, false>;
  /** Lines that the Worker logged. */
  logs: string[];
  url: string;
  newGuild(options?: { botPermissions?: string }): TestGuild;
  /**
   * Hands in an event as the gateway's object does and waits until its handlers ran. Gives the handlers that wanted
   * it; none means that the object drops it. `wait: false` for one whose message is to be retried.
   */
  gatewayEvent<Name extends GatewayEventName>(
    type: Name,
    data: GatewayEventData[Name],
    options?: { wait?: boolean },
  ): Promise<string[]>;
  say(channelId: string, author: { id: string }, content: string, more?: Json): SeenMessage;
  /** Runs a signed interaction and waits until it ended; fails if the first answer was refused. */
  run(request: ControlInteraction): Promise<Answer>;
  /** Runs it and gives the first answer only. */
  start(request: ControlInteraction): Promise<Answer>;
  /** Waits for a deferred answer that `start` began. */
  finish(answer: Answer): Promise<Answer>;
  /** Waits until nothing that is due waits in Postgres: signals, jobs, deliveries. */
  settle(): Promise<void>;
  /** Puts the clocks of the Worker and of Discord forward. */
  advance(ms: number): Promise<void>;
  /** Runs the cron once and waits for what it started. */
  tick(): Promise<void>;
  now(): number;
  apiKey(guildId: string, scopes?: string[]): Promise<string>;
  /** Calls the guild's API with a key of all scopes, or with the one given. Fails unless the answer is as declared. */
  api(
    guildId: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
  close(): Promise<void>;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes and assert on each.
  body: any;
}

export interface TestAppOptions {
  /** `demo` brings the people, channels and messages that `npm start` shows; nothing unless told. */
  seed?: 'demo' | 'empty';
  /** Adds the probe feature, which drives every path of the core. */
  probe?: boolean;
  variables?: Variables;
  /** Connects to the gateway at the next tick; without it events are handed in by `gatewayEvent`. */
  gateway?: boolean;
  /** Where the state is kept, so that the Worker can be killed and started again. */
  stateFolder?: string;
  /** Counts requests as the platform does; without it nothing is limited. */
  rateLimits?: boolean;
}

const SOMETHING_WAITS = `select exists (select from signals where dispatched_at is null)
  or exists (select from jobs where state = 'running' or (state = 'queued' and run_at <= $1))
  or exists (select from deliveries where state = 'sending' or (state = 'queued' and run_at <= $1))`;

const anyPort = { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 };
const probeWorker = fileURLToPath(new URL('./probe-worker.ts', import.meta.url));

/** Starts the product with everything that stands in for the outside, in memory and on free ports. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const logs: string[] = [];
  const stack = await startLocalStack({
    ports: anyPort,
    seed: options.seed ?? 'empty',
    variables: { ...(options.gateway ? {} : { DISCORD_GATEWAY: 'off' }), ...options.variables },
    databaseTemplate: await ensureTemplate(),
    isDatabaseSmall: true,
    onLog: (line) => logs.push(line),
    ...(options.rateLimits ? { rateLimits: true } : {}),
    ...(options.stateFolder ? { stateFolder: options.stateFolder } : {}),
    ...(options.probe ? { worker: { entry: probeWorker, features: [...features, probe] } } : {}),
  });
  const { discord, claude, database, worker } = stack;
  if (options.seed === 'demo') await seedDemo(stack);
  assert.ok(discord && claude && database, 'tests run against the stand-ins');
  const sql = connect(database);
  const keys = new Map<string, string>();
  let aheadMs = 0;

  const app: TestApp = {
    stack,
    discord,
    claude,
    database,
    sql,
    logs,
    url: worker.url,
    newGuild: (guild) => newGuild(discord, guild),
    say: (channel_id, author, content, more = {}) =>
      discord.control.message({
        channel_id,
        author_id: author.id,
        content,
        ...more,
      }) as unknown as SeenMessage,
    async gatewayEvent(type, data, { wait = true } = {}) {
      const path = `${worker.url}/_local/gateway-event`;
      const response = await fetch(path, { method: 'POST', body: JSON.stringify({ type, data }) });
      const { sequence, handlers } = (await response.json()) as { sequence: number; handlers: string[] };
      if (wait) {
        await eventually(`the handlers of ${type} run`, async () => {
          const { done } = (await (await fetch(`${path}?sequence=${sequence}`)).json()) as { done: boolean };
          return done;
        });
      }
      return handlers;
    },
    async start(request) {
      const outcome = await discord.control.interaction(request);
      assert.equal(
        outcome.error,
        undefined,
        `Discord refused the answer: ${outcome.error} ${JSON.stringify(outcome.response)}`,
      );
      const first = outcome.response as Answer['first'];
      return look(discord, outcome.interactionId, first, outcome.latencyMs ?? 0);
    },
    async finish(answer) {
      if (answer.type !== 5 && answer.type !== 6) return answer;
      const id = `interaction:${answer.interactionId}`;
      await whenQuiet(database, `interaction ${answer.interactionId} ends`, async () => {
        const [[state] = []] = await database.look('select state from jobs where id = $1', [id]);
        return state === 'done' || state === 'dead';
      });
      return look(discord, answer.interactionId, answer.first, answer.latencyMs);
    },
    run: async (request) => app.finish(await app.start(request)),
    async settle() {
      await whenQuiet(database, 'nothing waits', async () => {
        const [[waits] = []] = await database.look(SOMETHING_WAITS, [new Date(app.now()).toISOString()]);
        return waits === 'f';
      });
    },
    async advance(ms) {
      aheadMs += ms;
      discord.control.clock({ advanceMs: ms });
      await worker.setClock(aheadMs);
    },
    async tick() {
      await worker.tick();
      await app.settle();
    },
    now: () => Date.now() + aheadMs,
    async apiKey(guildId, scopes = ['*']) {
      const key = `gh_${randomBytes(24).toString('base64url')}`;
      const hash = createHash('sha256').update(key).digest('hex');
      await sql`insert into api_keys (id, guild_id, name, hash, last_four, scopes, created_at)
        values (${uuidv7(Date.now())}, ${guildId}, 'test', ${hash}, ${key.slice(-4)}, ${JSON.stringify(scopes)}, now())`;
      return key;
    },
    async api(guildId, method, path, body, headers = {}) {
      const key = keys.get(guildId) ?? (await app.apiKey(guildId));
      keys.set(guildId, key);
      const response = await fetch(`${worker.url}/api/v1/guilds/${guildId}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const answer = {
        status: response.status,
        headers: response.headers,
        body: text ? JSON.parse(text) : undefined,
      };
      const type = response.headers.get('content-type');
      (await answerCheck(options.probe ?? false)).check(method, `/api/v1/guilds/${guildId}${path}`, {
        ...answer,
        type,
      });
      return answer;
    },
    close: () => stack.close(),
  };
  return app;
}

/** Made once for all apps of a process: compiling the schemas takes half a second. */
const answerChecks = new Map<boolean, Promise<AnswerCheck>>();

function answerCheck(withProbe: boolean): Promise<AnswerCheck> {
  const check = answerChecks.get(withProbe) ?? createAnswerCheck(withProbe ? [...features, probe] : features);
  answerChecks.set(withProbe, check);
  return check;
}

function look(
  discord: LocalDiscord,
  interactionId: string,
  first: Answer['first'],
  latencyMs: number,
): Answer {
  const report = discord.control.interactionState(interactionId);
  const message = (report.original ?? {
    id: '',
    content: '',
    embeds: [],
    components: [],
  }) as unknown as SeenMessage;
  const followups = report.followups as unknown as SeenMessage[];
  return { interactionId, type: first.type, first, message, followups, latencyMs };
}

function newGuild(discord: LocalDiscord, options: { botPermissions?: string } = {}): TestGuild {
  const { control } = discord;
  const tag = randomBytes(3).toString('hex');
  const person = (name: string) => {
    const user = control.user({ username: `${name}.${tag}`, global_name: name });
    return { id: user.id, username: user.username };
  };
  const admin = person('Ada');
  const staff = person('Sam');
  const member = person('Maya');
  const guild = control.guild({
    name: `Guild ${tag}`,
    owner_id: admin.id,
    ...(options.botPermissions ? { bot_permissions: options.botPermissions } : {}),
  });
  const role = control.role(guild.id, { name: 'Staff' });
  control.member(guild.id, { user_id: staff.id, roles: [role.id] });
  control.member(guild.id, { user_id: member.id });
  const channel = control.channel({ guild_id: guild.id, name: 'workshop' });
  return { id: guild.id, channelId: channel.id, admin, staff, member, staffRoleId: role.id };
}

/** Custom ids of all buttons and selects of a message, in order. */
export function customIds(message: { components: Json[] }): string[] {
  const found: string[] = [];
  const walk = (component: Json) => {
    if (typeof component.custom_id === 'string') found.push(component.custom_id);
    for (const child of (component.components as Json[] | undefined) ?? []) walk(child);
    if (component.accessory) walk(component.accessory as Json);
  };
  message.components.forEach(walk);
  return found;
}

/** The custom id of the button whose label holds the text. */
export function buttonId(message: { components: Json[] }, label: string): string {
  const buttons: Json[] = [];
  const walk = (component: Json) => {
    if (component.type === 2) buttons.push(component);
    for (const child of (component.components as Json[] | undefined) ?? []) walk(child);
    if (component.accessory) walk(component.accessory as Json);
  };
  message.components.forEach(walk);
  const found = buttons.find((button) => String(button.label).includes(label));
  assert.ok(found, `no button “${label}” among ${buttons.map((button) => button.label).join(', ')}`);
  return String(found.custom_id);
}

/** All text that a person reads in a message. */
export function textOf(message: SeenMessage): string {
  const embeds = message.embeds.flatMap((embed) => [
    embed.title ?? '',
    embed.description ?? '',
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
    (embed.footer as { text?: string } | undefined)?.text ?? '',
  ]);
  const texts: string[] = [];
  const walk = (component: Json) => {
    if (component.type === 10) texts.push(String(component.content));
    for (const child of (component.components as Json[] | undefined) ?? []) walk(child);
  };
  message.components.forEach(walk);
  return [message.content, ...embeds, ...texts].filter(Boolean).join('\n');
}

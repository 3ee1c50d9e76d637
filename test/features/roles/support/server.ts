import assert from 'node:assert/strict';
import type { TestApp, TestGuild } from '../../../support/app.ts';

type Method = 'PUT' | 'DELETE';

/** A server with roles that the bot can hand out, and people to have them. */
export interface RoleServer {
  guild: TestGuild;
  /** Below the bot's role. */
  customer: string;
  partner: string;
  person(name: string): { id: string };
  rolesOf(userId: string): string[];
  /** Gives or takes a role behind the product's back. */
  byHand(userId: string, roleIds: string[]): void;
  /** Puts the bot's role somewhere else. */
  moveBot(position: number): void;
  botRoleName: string;
  /** Says whether the probe knows somebody, as a feature would, and waits for what follows. */
  stand(person: { id: string }, known: boolean): Promise<void>;
  /** The same for many at once and without a signal. */
  standInSilence(people: { id: string }[], known: boolean): Promise<void>;
  rule(
    body?: Record<string, unknown>,
  ): Promise<{ id: string; obstacle: string | null; problem: string | null }>;
  /** Applies the plan for everybody and waits until it is done; gives the answer. */
  sync(body?: Record<string, unknown>): Promise<Record<string, unknown> & { runId: string | null }>;
  /** Calls that changed the roles of members, since the last look. */
  writes(): { method: string; path: string; status: number; reason: string | null }[];
  signals(type: string): Promise<Record<string, unknown>[]>;
}

export function roleServer(app: TestApp, options: { botPermissions?: string } = {}): RoleServer {
  const guild = app.newGuild(options);
  const { control, state } = app.discord;
  const stored = state.data.guilds.get(guild.id) ?? assert.fail('no guild');
  const botRole = [...stored.roles.values()].find(({ managed }) => managed) ?? assert.fail('no bot role');
  botRole.position = 20;
  const customer = control.role(guild.id, { name: 'Customer', position: 5 }).id;
  const partner = control.role(guild.id, { name: 'Partner', position: 6 }).id;
  let seen = control.calls().at(-1)?.id ?? 0;
  const server: RoleServer = {
    guild,
    customer,
    partner,
    botRoleName: botRole.name,
    person(name) {
      const { id } = control.user({ username: `${name}.${guild.id.slice(-6)}`, global_name: name });
      control.member(guild.id, { user_id: id });
      return { id };
    },
    rolesOf: (userId) => [...(stored.members.get(userId)?.roles ?? [])].sort(),
    byHand(userId, roles) {
      const member = stored.members.get(userId) ?? assert.fail('no member');
      member.roles = roles;
    },
    moveBot(position) {
      botRole.position = position;
    },
    async stand({ id }, known) {
      await app.run({
        type: 'command',
        userId: guild.admin.id,
        channelId: guild.channelId,
        commandName: 'probe/stand',
        options: { person: id, known },
      });
      await app.settle();
    },
    async standInSilence(people, known) {
      const names = people.map(({ id }) => `known:${id}`);
      await app.sql`insert into counters (guild_id, name, value)
        select ${guild.id}, name, ${known ? 1 : 0} from unnest(${names}::text[]) as t (name)
        on conflict (guild_id, name) do update set value = excluded.value`;
    },
    async rule(body = {}) {
      const answer = await app.api(guild.id, 'POST', '/roles/rules', {
        standing: 'probe.known',
        roleId: customer,
        ...body,
      });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return answer.body;
    },
    async sync(body = {}) {
      const answer = await app.api(guild.id, 'POST', '/admin/discord/sync-roles', body);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      await app.settle();
      return answer.body;
    },
    writes() {
      const calls = control.calls({ path: `/guilds/${guild.id}/members/`, since: seen });
      seen = control.calls().at(-1)?.id ?? seen;
      return calls
        .filter(({ method }) => (['PUT', 'DELETE', 'PATCH'] as string[]).includes(method as Method))
        .map(({ method, path, status, reason }) => ({ method, path, status, reason }));
    },
    async signals(type) {
      const rows = await app.sql`select data from signals
        where guild_id = ${guild.id} and type = ${type} order by sequence`;
      return rows.map(({ data }) => data as Record<string, unknown>);
    },
  };
  return server;
}

import { type LocalPanel, startLocalPanel } from '../../../scripts/local/panel/panel.ts';
import { uuidv7 } from '../../../src/core/ids.ts';
import type { SeenMessage, TestApp, TestGuild } from '../../support/app.ts';

/** A guild whose panel is the local one, with a member linked to an account and a channel for notices. */
export interface Hosted extends TestGuild {
  statusChannel: string;
  approvalChannel: string;
  accountId: string;
}

let made = 0;

export async function hostedGuild(
  app: TestApp,
  panel: LocalPanel,
  settings: Record<string, unknown> = {},
): Promise<Hosted> {
  const guild = app.newGuild();
  const statusChannel = app.discord.control.channel({ guild_id: guild.id, name: 'status' }).id;
  const approvalChannel = app.discord.control.channel({ guild_id: guild.id, name: 'approvals' }).id;
  const accountId = `cus_${++made}`;
  const values = {
    panelUrl: panel.url,
    panelSecret: panel.secret,
    statusChannel,
    approvalChannel,
    ...settings,
  };
  await app.api(guild.id, 'PATCH', '/settings/servers', { values });
  await app.api(guild.id, 'PATCH', '/settings/access', { values: { staffRoles: [guild.staffRoleId] } });
  await link(app, guild, guild.member.id, accountId);
  panel.report({
    url: `${app.url}/api/v1/guilds/${guild.id}/servers/events`,
    apiKey: await app.apiKey(guild.id, ['servers:report']),
  });
  return { ...guild, statusChannel, approvalChannel, accountId };
}

export async function link(app: TestApp, guild: TestGuild, userId: string, accountId: string): Promise<void> {
  await app.sql`insert into account_links
    (id, guild_id, account_id, account_name, user_id, user_name, method, linked_by, linked_at)
    values (${uuidv7(Date.now())}, ${guild.id}, ${accountId}, 'A customer', ${userId}, 'Maya', 'staff', 'test', now())`;
}

/** What everybody sees in a channel, oldest first. */
export const posts = (app: TestApp, channelId: string): SeenMessage[] =>
  [...(app.discord.state.data.messages.get(channelId)?.values() ?? [])].filter(
    ({ flags }) => (flags & 64) === 0,
  ) as unknown as SeenMessage[];

/** Puts all clocks forward, and lets the panel report what has become of its servers by then. */
export async function forward(app: TestApp, panel: LocalPanel, ms: number): Promise<void> {
  // What was asked has to reach the panel before its time goes on.
  await app.settle();
  await app.advance(ms);
  await panel.advance(ms);
  await app.settle();
}

export const newPanel = (): Promise<LocalPanel> => startLocalPanel();

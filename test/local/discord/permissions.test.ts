import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredOverwrite } from '../../../scripts/local/discord/model.ts';
import {
  ALL_PERMISSIONS,
  channelPermissions,
  Permission,
} from '../../../scripts/local/discord/permissions.ts';
import { type Harness, startHarness } from './harness.ts';

const VIEW = Permission.ViewChannel;
const SEND = Permission.SendMessages;

describe('permissions', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness({ seed: 'empty' });
  });
  after(() => discord.close());

  /** A guild in which a member has two roles, and a channel with the given overwrites. */
  function scene(
    overwrites: (ids: { guild: string; a: string; b: string; member: string }) => StoredOverwrite[],
  ) {
    const { control, state } = discord;
    const owner = control.user({ username: 'owner' }).id;
    const member = control.user({ username: 'member' }).id;
    const guild = control.guild({
      name: 'G',
      owner_id: owner,
      bot_permissions: null,
      everyone_permissions: (VIEW | SEND).toString(),
    });
    const a = control.role(guild.id, { name: 'a', position: 1 }).id;
    const b = control.role(guild.id, {
      name: 'b',
      position: 2,
      permissions: Permission.AttachFiles.toString(),
    }).id;
    control.member(guild.id, { user_id: member, roles: [a, b] });
    const permission_overwrites = overwrites({ guild: guild.id, a, b, member });
    const channel = control.channel({ guild_id: guild.id, name: 'c', permission_overwrites });
    return {
      state,
      control,
      guild,
      channel,
      owner,
      member,
      a,
      b,
      of: (id: string) => channelPermissions(state, id, channel),
    };
  }
  const rule = (id: string, type: 0 | 1, allow = 0n, deny = 0n) => ({
    id,
    type,
    allow: allow.toString(),
    deny: deny.toString(),
  });

  it('sums the roles; the owner holds all; strangers nothing', () => {
    const { of, owner, member } = scene(() => []);
    assert.equal(of(member), VIEW | SEND | Permission.AttachFiles);
    assert.equal(of(owner), ALL_PERMISSIONS);
    assert.equal(of('1'), 0n);
  });

  for (const [name, overwrites, canSend] of [
    ['everyone denied', (s) => [rule(s.guild, 0, 0n, SEND)], false],
    ['a role allows what everyone is denied', (s) => [rule(s.guild, 0, 0n, SEND), rule(s.a, 0, SEND)], true],
    ['allow of one role beats deny of another', (s) => [rule(s.a, 0, SEND), rule(s.b, 0, 0n, SEND)], true],
    ['the member beats the roles', (s) => [rule(s.a, 0, SEND), rule(s.member, 1, 0n, SEND)], false],
    ['without view nothing is left', (s) => [rule(s.guild, 0, SEND, VIEW)], false],
  ] as [string, Parameters<typeof scene>[0], boolean][]) {
    it(`overwrites: ${name}`, () => {
      const { of, member } = scene(overwrites);
      assert.equal((of(member) & SEND) !== 0n, canSend);
    });
  }

  it('takes embeds and files away with the right to send', () => {
    const { of, member } = scene((s) => [rule(s.guild, 0, 0n, SEND)]);
    assert.equal(of(member), VIEW);
  });

  it('leaves a timed-out member only reading, until the clock passes', () => {
    const { of, member, guild, control, state } = scene(() => []);
    const until = new Date(state.now() + 60_000).toISOString();
    control.member(guild.id, { user_id: member, communication_disabled_until: until });
    assert.equal(of(member), VIEW);
    discord.advance(60_001);
    assert.notEqual(of(member) & SEND, 0n);
  });

  it('shows a private thread to its members and moderators only', () => {
    const { control, state, channel, owner, member } = scene(() => []);
    const thread = control.thread({ channel_id: channel.id, owner_id: owner, name: 't', type: 12 });
    assert.equal(channelPermissions(state, member, thread), 0n);
    thread.thread?.members.set(member, state.iso());
    assert.notEqual(channelPermissions(state, member, thread) & VIEW, 0n);
  });
});

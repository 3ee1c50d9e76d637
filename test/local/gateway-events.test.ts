import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { joinThread } from '../../scripts/local/discord/threads.ts';
import { demo, type Harness, startHarness } from './discord/harness.ts';
import { ALLOWED, type BareClient, INTENTS, logIn } from './gateway-client.ts';

const { workshop } = demo.guilds;
const { general, parts } = demo.channels;
const { ada, bruno, emil } = demo.users;
interface Item {
  id: string;
  name: string;
  user_id: string;
  user: { id: string };
}
const items = (value: unknown): Item[] => (Array.isArray(value) ? value : []);
const HIDDEN_FLAG = 1 << 17;

describe('the gateway: what a session hears', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
  });
  after(() => discord.close());
  beforeEach(() => discord.control.reset());

  /** A client that has taken READY and its guilds in. */
  const listen = async (more: Record<string, unknown> = {}) => {
    discord.advance(5000);
    const { client } = await logIn(discord, more);
    const before = (await client.dispatched()).length;
    /** Events since then, by name. */
    const events = async () => (await client.dispatched()).slice(before);
    const names = async () => (await events()).map((frame) => frame.t);
    return { client, events, names };
  };
  const say = (channel_id: string, author: { id: string }, content: string, more: object = {}) =>
    discord.control.message({ channel_id, author_id: author.id, content, ...more });
  const openDm = async (user: { id: string }) => {
    const { body } = await discord.as(user.id, 'POST', '/dms', { recipient_id: discord.applicationId });
    return String(body.id);
  };

  /** Everything that can happen in a guild and in direct messages, once. */
  const happenings = async () => {
    const { control } = discord;
    const message = say(general, emil, 'one');
    control.editMessage(general, message.id, 'two');
    control.react(general, message.id, bruno.id, '👍');
    control.unreact(general, message.id, bruno.id, '👍');
    await discord.as(emil.id, 'POST', `/channels/${general}/typing`);
    control.deleteMessage(general, message.id);
    const [first, second] = [say(parts, emil, 'first'), say(parts, emil, 'second')];
    await discord.api('PUT', `/channels/${parts}/messages/pins/${first.id}`);
    control.react(parts, first.id, bruno.id, '👍');
    await discord.api('DELETE', `/channels/${parts}/messages/${first.id}/reactions`);
    const messages = [first.id, second.id];
    await discord.api('POST', `/channels/${parts}/messages/bulk-delete`, { messages });
    const user = control.user({ username: 'somebody' });
    control.member(workshop.id, { user_id: user.id });
    control.member(workshop.id, { user_id: user.id, nick: 'Some' });
    control.removeMember(workshop.id, user.id);
    const role = control.role(workshop.id, { name: 'Role', position: 1 });
    control.role(workshop.id, { ...role, name: 'Roll' });
    await discord.api('DELETE', `/guilds/${workshop.id}/roles/${role.id}`);
    const channel = control.channel({ guild_id: workshop.id, name: 'channel' });
    await discord.api('PATCH', `/channels/${channel.id}`, { topic: 'Topic' });
    control.removeChannel(channel.id);
    await discord.api('POST', `/channels/${parts}/webhooks`, { name: 'Hook' });
    control.gateway.presence({ userId: emil.id, status: 'idle' });
    control.gateway.presence({ userId: emil.id, status: 'offline' });
    const event = await discord.api('POST', `/guilds/${workshop.id}/scheduled-events`, {
      name: 'Meeting',
      privacy_level: 2,
      entity_type: 3,
      entity_metadata: { location: 'Here' },
      scheduled_start_time: new Date(discord.state.now() + 3_600_000).toISOString(),
      scheduled_end_time: new Date(discord.state.now() + 7_200_000).toISOString(),
    });
    control.interest(String(event.body.id), emil.id, true);
    const dm = await openDm(emil);
    await discord.as(emil.id, 'POST', `/channels/${dm}/typing`);
    const direct = say(dm, emil, 'direct');
    control.react(dm, direct.id, emil.id, '👍');
    control.deleteMessage(dm, direct.id);
  };

  const GUILD_EVENTS = [
    'CHANNEL_PINS_UPDATE',
    'GUILD_ROLE_CREATE',
    'GUILD_ROLE_UPDATE',
    'GUILD_ROLE_DELETE',
    'CHANNEL_CREATE',
    'CHANNEL_UPDATE',
    'CHANNEL_DELETE',
  ];
  const table: [intents: number, heard: string[]][] = [
    [0, []],
    [INTENTS.guilds, GUILD_EVENTS],
    [INTENTS.members, ['GUILD_MEMBER_ADD', 'GUILD_MEMBER_UPDATE', 'GUILD_MEMBER_REMOVE']],
    [1 << 5, ['WEBHOOKS_UPDATE']],
    [INTENTS.presences, ['PRESENCE_UPDATE', 'PRESENCE_UPDATE']],
    [
      INTENTS.guildMessages,
      [
        ...['MESSAGE_CREATE', 'MESSAGE_UPDATE', 'MESSAGE_DELETE'],
        // Two messages, a pin and the note about it, and both deleted at once.
        ...['MESSAGE_CREATE', 'MESSAGE_CREATE', 'MESSAGE_UPDATE', 'MESSAGE_CREATE', 'MESSAGE_DELETE_BULK'],
      ],
    ],
    [
      INTENTS.guildReactions,
      [
        ...['MESSAGE_REACTION_ADD', 'MESSAGE_REACTION_REMOVE'],
        ...['MESSAGE_REACTION_ADD', 'MESSAGE_REACTION_REMOVE_ALL'],
      ],
    ],
    [INTENTS.guildTyping, ['TYPING_START']],
    [INTENTS.directMessages, ['MESSAGE_CREATE', 'MESSAGE_DELETE']],
    [INTENTS.directReactions, ['MESSAGE_REACTION_ADD']],
    [INTENTS.directTyping, ['TYPING_START']],
    [INTENTS.content, []],
    [1 << 16, ['GUILD_SCHEDULED_EVENT_CREATE', 'GUILD_SCHEDULED_EVENT_USER_ADD']],
  ];
  for (const [intents, heard] of table) {
    it(`intents ${intents} bring ${heard.length === 0 ? 'nothing' : [...new Set(heard)].join(', ')}`, async () => {
      discord.control.application({ flags: (1 << 13) | (1 << 15) | (1 << 19) });
      const { client, names } = await listen({ intents });
      await happenings();
      assert.deepEqual(await names(), heard);
      await client.close();
    });
  }

  it('empties messages without the content intent, but for own ones, mentions and direct ones', async () => {
    const { client, events } = await listen({ intents: ALLOWED & ~INTENTS.content });
    const embeds = [{ title: 'Embed', type: 'rich' }];
    const first = say(general, emil, 'secret', { embeds });
    say(general, emil, `<@${discord.applicationId}> listen`);
    say(general, emil, 'a reply', { reply_to: first.id });
    await discord.api('POST', `/channels/${general}/messages`, {
      content: 'mine',
      message_reference: { message_id: first.id },
    });
    say(await openDm(emil), emil, 'direct');
    const [secret, mention, reply, own, direct] = (await events()).map((frame) => frame.d);
    assert.deepEqual([secret.content, secret.embeds, secret.author.id], ['', [], emil.id]);
    assert.equal(mention.content, `<@${discord.applicationId}> listen`);
    assert.deepEqual([reply.content, reply.referenced_message.content], ['', '']);
    assert.deepEqual([own.content, own.referenced_message.content], ['mine', '']);
    assert.deepEqual([direct.content, direct.guild_id, direct.member], ['direct', undefined, undefined]);
    await client.close();
  });

  it('shapes events as Discord does: removals without a member, typing and additions with one', async () => {
    const { client } = await listen();
    const message = say(general, emil, 'look');
    discord.control.react(general, message.id, bruno.id, '👍');
    discord.control.unreact(general, message.id, bruno.id, '👍');
    await discord.as(emil.id, 'POST', `/channels/${general}/typing`);
    const { d: added } = await client.next('MESSAGE_REACTION_ADD');
    assert.deepEqual([added.member.user.id, added.message_author_id], [bruno.id, emil.id]);
    const { d: removed } = await client.next('MESSAGE_REACTION_REMOVE');
    assert.deepEqual(
      [removed.user_id, removed.member, removed.message_author_id],
      [bruno.id, undefined, undefined],
    );
    const { d: typing } = await client.next('TYPING_START');
    assert.deepEqual([typing.user_id, typing.member.user.id], [emil.id, emil.id]);
    await discord.api('PUT', `/channels/${general}/messages/${message.id}/reactions/%F0%9F%91%8D/@me`);
    discord.control.editMessage(general, message.id, 'looked');
    assert.equal((await client.next('MESSAGE_UPDATE')).d.reactions[0].me, true);
    await client.close();
  });

  it('hides channels that the bot cannot view, and tells them whole once it can', async () => {
    const { control } = discord;
    const owner = control.user({ username: 'owner' });
    const VIEW = (1 << 10).toString();
    const guild = control.guild({ name: 'Secrets', owner_id: owner.id, bot_permissions: VIEW });
    const everyone = { id: guild.id, type: 0 as const, allow: '0', deny: VIEW };
    const cellar = control.channel({
      guild_id: guild.id,
      name: 'cellar',
      topic: 'Dark',
      permission_overwrites: [everyone],
    });
    const open = control.channel({ guild_id: guild.id, name: 'open' });
    const thread = control.thread({ channel_id: cellar.id, owner_id: owner.id, name: 'Hidden thread' });
    const { client, names } = await listen();
    const told = client.frames.find((frame) => frame.t === 'GUILD_CREATE' && frame.d.id === guild.id)?.d;
    const byId = (id: string) => items(told.channels).find((channel) => channel.id === id);
    assert.deepEqual(byId(cellar.id), {
      ...byId(cellar.id),
      name: '___hidden___',
      flags: HIDDEN_FLAG,
      topic: null,
      position: cellar.position,
      permission_overwrites: [{ id: guild.id, type: 0, allow: '0', deny: VIEW }],
    });
    assert.equal(byId(open.id)?.name, 'open');
    assert.equal(
      items(told.threads).some((item) => item.id === thread.id),
      false,
    );
    say(cellar.id, owner, 'nobody hears this');
    say(thread.id, owner, 'nor this');
    assert.deepEqual(await names(), []);
    const role = control.role(guild.id, { name: 'Keys' });
    const [botRole] = guild.members.get(discord.applicationId)?.roles ?? [];
    cellar.overwrites.push({ id: role.id, type: 0, allow: VIEW, deny: '0' });
    control.member(guild.id, { user_id: discord.applicationId, roles: [botRole ?? '', role.id] });
    const { d } = await client.next('CHANNEL_UPDATE');
    assert.deepEqual([d.id, d.name, d.topic, d.flags], [cellar.id, 'cellar', 'Dark', 0]);
    const { d: synced } = await client.next('THREAD_LIST_SYNC');
    assert.deepEqual(
      [synced.channel_ids, items(synced.threads).map((item) => item.id)],
      [[cellar.id], [thread.id]],
    );
    say(cellar.id, owner, 'heard');
    assert.equal((await client.next('MESSAGE_CREATE')).d.content, 'heard');
    control.member(guild.id, { user_id: discord.applicationId, roles: [botRole ?? ''] });
    assert.equal((await client.next('CHANNEL_UPDATE')).d.name, '___hidden___');
    await client.close();
  });

  it('tells the bot of guilds that it joins and leaves', async () => {
    const { client } = await listen();
    const guild = discord.control.guild({ name: 'New', owner_id: ada.id });
    const { d } = await client.next('GUILD_CREATE');
    assert.deepEqual([d.id, d.name, d.member_count], [guild.id, 'New', 2]);
    assert.deepEqual(
      items(d.members).map((member) => member.user.id),
      [discord.applicationId],
    );
    discord.control.removeMember(guild.id, discord.applicationId);
    assert.deepEqual((await client.next('GUILD_DELETE')).d, { id: guild.id });
    discord.control.member(guild.id, { user_id: discord.applicationId });
    assert.equal((await client.next('GUILD_CREATE')).d.id, guild.id);
    await discord.api('DELETE', `/users/@me/guilds/${guild.id}`);
    assert.deepEqual((await client.next('GUILD_DELETE')).d, { id: guild.id });
    await client.close();
  });

  it('tells threads and who is in them', async () => {
    const { client, names } = await listen({ intents: INTENTS.guilds });
    const open = discord.control.thread({ channel_id: parts, owner_id: emil.id, name: 'Open' });
    const { d } = await client.next('THREAD_CREATE');
    assert.deepEqual([d.id, d.newly_created, d.parent_id], [open.id, true, parts]);
    await discord.api('PUT', `/channels/${open.id}/thread-members/${bruno.id}`);
    await discord.api('PUT', `/channels/${open.id}/thread-members/@me`);
    const { d: joined } = await client.next('THREAD_MEMBERS_UPDATE');
    assert.deepEqual(
      items(joined.added_members).map((entry) => entry.user_id),
      [discord.applicationId],
    );
    discord.control.removeChannel(open.id);
    assert.deepEqual((await client.next('THREAD_DELETE')).d, {
      id: open.id,
      guild_id: workshop.id,
      parent_id: parts,
      type: 11,
    });
    assert.ok((await names()).includes('THREAD_UPDATE'));
    await client.close();
  });

  it('tells a private thread to a bot that cannot manage threads once it is added', async () => {
    const VIEW = (1 << 10).toString();
    const guild = discord.control.guild({ name: 'Quiet', owner_id: ada.id, bot_permissions: VIEW });
    const room = discord.control.channel({ guild_id: guild.id, name: 'room' });
    const { client, names } = await listen();
    const thread = discord.control.thread({
      channel_id: room.id,
      owner_id: ada.id,
      name: 'Private',
      type: 12,
    });
    say(thread.id, ada, 'between staff');
    assert.deepEqual(await names(), []);
    joinThread(discord.state, thread, discord.applicationId);
    const { d } = await client.next('THREAD_CREATE');
    assert.deepEqual(
      [d.id, d.name, d.newly_created, d.member.user_id],
      [thread.id, 'Private', undefined, discord.applicationId],
    );
    await client.next('THREAD_MEMBERS_UPDATE');
    say(thread.id, ada, 'welcome');
    assert.equal((await client.next('MESSAGE_CREATE')).d.content, 'welcome');
    await client.close();
  });

  it('sends each guild to its shard, and direct messages to shard 0', async () => {
    const count = 4;
    discord.control.gateway.configure({ maxConcurrency: count });
    // Ids never go back, so the clock first has to pass those that earlier tests took.
    discord.advance(3_600_000);
    const guilds = Array.from({ length: 12 }, (_, number) => {
      discord.advance(7);
      return discord.control.guild({ name: `Guild ${number}`, owner_id: emil.id });
    });
    const channels = guilds.map((guild) => discord.control.channel({ guild_id: guild.id, name: 'talk' }));
    const shards: BareClient[] = [];
    for (let id = 0; id < count; id += 1) shards.push((await logIn(discord, { shard: [id, count] })).client);
    for (const channel of channels) say(channel.id, emil, `in ${channel.guild_id}`);
    say(await openDm(emil), emil, 'direct');
    for (const [id, client] of shards.entries()) {
      const messages = (await client.dispatched()).filter((frame) => frame.t === 'MESSAGE_CREATE');
      const own = guilds.filter((guild) => (BigInt(guild.id) >> 22n) % 4n === BigInt(id));
      assert.ok(own.length > 0);
      assert.deepEqual(
        messages.map((frame) => frame.d.content),
        [...own.map((guild) => `in ${guild.id}`), ...(id === 0 ? ['direct'] : [])],
      );
      const ready = client.frames.find((frame) => frame.t === 'READY');
      for (const guild of own) assert.ok(items(ready?.d.guilds).some((item) => item.id === guild.id));
      await client.close();
    }
  });

  it('answers requests for members by chunks of a thousand', async () => {
    const guild = discord.control.guild({ name: 'Crowd', owner_id: ada.id });
    for (let number = 0; number < 1500; number += 1) {
      const user = discord.control.user({ username: `crowd.${number}` });
      discord.control.member(guild.id, { user_id: user.id });
    }
    const { client } = await listen();
    const ask = (more: object) => client.send(8, { guild_id: guild.id, nonce: 'n', ...more });
    ask({ query: '', limit: 0 });
    const chunks = [await client.next('GUILD_MEMBERS_CHUNK'), await client.next('GUILD_MEMBERS_CHUNK')];
    assert.deepEqual(
      chunks.map(({ d }) => [d.members.length, d.chunk_index, d.chunk_count, d.nonce]),
      [
        [1000, 0, 2, 'n'],
        [502, 1, 2, 'n'],
      ],
    );
    ask({ query: '', limit: 0 });
    assert.deepEqual((await client.next('RATE_LIMITED')).d, {
      opcode: 8,
      retry_after: 30,
      meta: { guild_id: guild.id, nonce: 'n' },
    });
    ask({ query: 'crowd.149', limit: 5 });
    assert.equal((await client.next('GUILD_MEMBERS_CHUNK')).d.members.length, 5);
    ask({ user_ids: [ada.id, bruno.id] });
    const { d } = await client.next('GUILD_MEMBERS_CHUNK');
    assert.deepEqual([items(d.members).map((item) => item.user.id), d.not_found], [[ada.id], [bruno.id]]);
    await client.close();
  });

  it('tells interactions over the gateway only while no endpoint URL is set', async () => {
    const { client } = await listen({ intents: INTENTS.guilds });
    await discord.api('PUT', `/applications/${discord.applicationId}/commands`, [
      { name: 'ping', description: 'Ping', type: 1 },
    ]);
    const outcome = discord.control.interaction({
      type: 'command',
      userId: emil.id,
      channelId: general,
      commandName: 'ping',
    });
    const { d } = await client.next('INTERACTION_CREATE');
    assert.deepEqual([d.data.name, d.guild_id, d.member.user.id], ['ping', workshop.id, emil.id]);
    await discord.api('POST', `/interactions/${d.id}/${d.token}/callback`, {
      type: 4,
      data: { content: 'pong' },
    });
    assert.equal((await outcome).error, undefined);
    await client.close();
  });

  it('lets people and the bot see each other', async () => {
    discord.control.application({ flags: (1 << 13) | (1 << 15) | (1 << 19) });
    const { client } = await listen({
      intents: INTENTS.guilds | INTENTS.presences,
      presence: { status: 'dnd', activities: [{ name: 'records', type: 3 }], since: null, afk: false },
    });
    const presences = async () => (await discord.as(emil.id, 'GET', '/session')).body.presences;
    assert.deepEqual(await presences(), { [discord.applicationId]: 'dnd' });
    const page = new AbortController();
    await fetch(`${discord.url}/_client/events?user=${emil.id}`, { signal: page.signal });
    const { d } = await client.next('PRESENCE_UPDATE');
    assert.deepEqual([d.user.id, d.status, d.guild_id], [emil.id, 'online', workshop.id]);
    client.send(3, { status: 'online', activities: [], since: null, afk: false });
    // Once for each of its two guilds.
    for (let guilds = 0; guilds < 2; guilds += 1)
      assert.equal((await client.next('PRESENCE_UPDATE')).d.user.id, discord.applicationId);
    assert.deepEqual(await presences(), { [discord.applicationId]: 'online', [emil.id]: 'online' });
    page.abort();
    const gone = await client.next('PRESENCE_UPDATE');
    assert.deepEqual([gone.d.user.id, gone.d.status], [emil.id, 'offline']);
    await client.close();
    assert.deepEqual(await presences(), {});
  });

  it('keeps ephemeral messages and those between people to themselves', async () => {
    const { client, names } = await listen();
    const { body } = await discord.as(emil.id, 'POST', '/dms', { recipient_id: bruno.id });
    await discord.as(emil.id, 'POST', `/channels/${body.id}/messages`, { content: 'between us' });
    await discord.api('PUT', `/applications/${discord.applicationId}/commands`, [
      { name: 'quiet', description: 'Quiet', type: 1 },
    ]);
    const request = { type: 'command', userId: emil.id, channelId: general, commandName: 'quiet' } as const;
    const outcome = discord.control.interaction(request);
    const { d } = await client.next('INTERACTION_CREATE');
    const data = { content: 'for you alone', flags: 64 };
    await discord.api('POST', `/interactions/${d.id}/${d.token}/callback`, { type: 4, data });
    assert.equal((await outcome).error, undefined);
    assert.deepEqual(await names(), ['INTERACTION_CREATE']);
    await client.close();
  });

  it('tells who joins and leaves by the web client', async () => {
    const { client } = await listen();
    await discord.as(emil.id, 'POST', '/leave', { guild_id: workshop.id });
    assert.equal((await client.next('GUILD_MEMBER_REMOVE')).d.user.id, emil.id);
    const { body } = await discord.as(emil.id, 'GET', '/session');
    assert.ok(items(body.joinable).some((guild) => guild.id === workshop.id));
    await discord.as(emil.id, 'POST', '/join', { guild_id: workshop.id });
    const { d } = await client.next('GUILD_MEMBER_ADD');
    assert.deepEqual([d.user.id, d.guild_id, d.roles], [emil.id, workshop.id, []]);
    const owner = discord.state.data.guilds.get(workshop.id)?.owner_id ?? '';
    assert.equal((await discord.as(owner, 'POST', '/leave', { guild_id: workshop.id })).body.code, 50055);
    await client.close();
  });
});

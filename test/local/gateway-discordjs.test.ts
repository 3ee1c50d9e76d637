import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { Client, Events, GatewayIntentBits, type Interaction, type Message, Partials } from 'discord.js';
import { eventually } from '../support/eventually.ts';
import { demo, type Harness, startHarness } from './discord/harness.ts';

const { general, parts } = demo.channels;
const { emil, chiyo } = demo.users;

/** discord.js as it is published; only its REST address is set, everything else it learns from there. */
describe('discord.js against the local Discord', () => {
  let discord: Harness;
  let client: Client<true>;
  const heard: Message[] = [];

  before(async () => {
    discord = await startHarness({ now: Date.now });
    const started = new Client({
      intents: [
        GatewayIntentBits.Guilds,
        GatewayIntentBits.GuildMembers,
        GatewayIntentBits.GuildMessages,
        GatewayIntentBits.GuildMessageReactions,
        GatewayIntentBits.GuildMessageTyping,
        GatewayIntentBits.DirectMessages,
        GatewayIntentBits.MessageContent,
      ],
      partials: [Partials.Channel],
      rest: { api: discord.apiUrl },
    });
    const ready = once(started, Events.ClientReady);
    started.on(Events.MessageCreate, (message) => heard.push(message));
    await started.login(discord.botToken);
    await ready;
    assert.ok(started.isReady());
    client = started;
  });
  after(async () => {
    await client?.destroy();
    await discord?.close();
  });

  const say = (channel_id: string, author: { id: string }, content: string) =>
    discord.control.message({ channel_id, author_id: author.id, content });
  const hears = async (content: string): Promise<Message> => {
    await eventually(`discord.js hears "${content}"`, async () => heard.some((m) => m.content === content));
    const found = heard.find((message) => message.content === content);
    assert.ok(found);
    return found;
  };

  it('logs in, becomes ready, and knows guilds, channels, roles and itself', async () => {
    assert.equal(client.user.id, discord.applicationId);
    const { guilds } = discord.state.data;
    assert.deepEqual([...client.guilds.cache.keys()].sort(), [...guilds.keys()].sort());
    const guild = client.guilds.cache.get(demo.guilds.workshop.id);
    assert.equal(guild?.name, demo.guilds.workshop.name);
    assert.equal(guild?.available, true);
    assert.equal(guild?.channels.cache.get(general)?.name, 'general');
    assert.equal(guild?.roles.cache.get(demo.roles.staff)?.id, demo.roles.staff);
    assert.equal(guild?.members.me?.id, discord.applicationId);
    const everybody = await guild?.members.fetch();
    assert.equal(everybody?.size, guilds.get(demo.guilds.workshop.id)?.members.size);
  });

  it('receives a message in a guild, replies, edits, reacts and deletes', async () => {
    const said = say(general, emil, 'hello there');
    const message = await hears('hello there');
    assert.deepEqual(
      [message.id, message.author.id, message.guildId],
      [said.id, emil.id, demo.guilds.workshop.id],
    );
    assert.equal(message.member?.id, emil.id);
    const reply = await message.reply('general greetings');
    const stored = discord.state.messagesOf(general).get(reply.id);
    assert.deepEqual([stored?.content, stored?.reference?.message_id], ['general greetings', said.id]);
    const updated = once(client, Events.MessageUpdate);
    await reply.edit('edited greetings');
    const [before, now] = await updated;
    assert.deepEqual([before.content, now.content], ['general greetings', 'edited greetings']);
    await message.react('👍');
    assert.deepEqual(said.reactions, [{ emoji: { id: null, name: '👍' }, users: [discord.applicationId] }]);
    const gone = once(client, Events.MessageDelete);
    await reply.delete();
    assert.equal((await gone)[0].id, reply.id);
  });

  it('receives a direct message and answers it', async () => {
    const { body } = await discord.as(chiyo.id, 'POST', '/dms', { recipient_id: discord.applicationId });
    await discord.as(chiyo.id, 'POST', `/channels/${body.id}/messages`, { content: 'psst' });
    const message = await hears('psst');
    assert.deepEqual(
      [message.guildId, message.author.id, message.channel.isDMBased()],
      [null, chiyo.id, true],
    );
    await message.reply('yes?');
    const page = await discord.as(chiyo.id, 'GET', `/channels/${body.id}/messages`);
    assert.equal((page.body as unknown as { content: string }[])[0]?.content, 'yes?');
  });

  it('hears reactions, typing, members, roles, channels and threads', async () => {
    const said = say(parts, emil, 'react to me');
    await hears('react to me');
    const added = once(client, Events.MessageReactionAdd);
    discord.control.react(parts, said.id, chiyo.id, '🔧');
    const [reaction, user] = await added;
    assert.deepEqual([reaction.message.id, reaction.emoji.name, user.id], [said.id, '🔧', chiyo.id]);
    const removed = once(client, Events.MessageReactionRemove);
    discord.control.unreact(parts, said.id, chiyo.id, '🔧');
    assert.equal((await removed)[0].emoji.name, '🔧');

    const typing = once(client, Events.TypingStart);
    await discord.as(emil.id, 'POST', `/channels/${general}/typing`);
    const [{ user: typist, member }] = await typing;
    assert.deepEqual([typist.id, member.id], [emil.id, emil.id]);

    const newcomer = discord.control.user({ username: 'newcomer' });
    const joined = once(client, Events.GuildMemberAdd);
    discord.control.member(demo.guilds.workshop.id, { user_id: newcomer.id });
    assert.equal((await joined)[0].id, newcomer.id);
    const changed = once(client, Events.GuildMemberUpdate);
    discord.control.member(demo.guilds.workshop.id, { user_id: newcomer.id, nick: 'Newbie' });
    assert.equal((await changed)[1].nickname, 'Newbie');
    const left = once(client, Events.GuildMemberRemove);
    discord.control.removeMember(demo.guilds.workshop.id, newcomer.id);
    assert.equal((await left)[0].id, newcomer.id);

    const role = once(client, Events.GuildRoleCreate);
    discord.control.role(demo.guilds.workshop.id, { name: 'Fresh' });
    assert.equal((await role)[0].name, 'Fresh');
    const channel = once(client, Events.ChannelCreate);
    discord.control.channel({ guild_id: demo.guilds.workshop.id, name: 'fresh' });
    assert.equal((await channel)[0].name, 'fresh');
    const thread = once(client, Events.ThreadCreate);
    discord.control.thread({ channel_id: parts, owner_id: emil.id, name: 'A thread' });
    const [opened, isNew] = await thread;
    assert.deepEqual([opened.name, opened.parentId, isNew], ['A thread', parts, true]);
    say(opened.id, emil, 'inside');
    assert.equal((await hears('inside')).channelId, opened.id);
  });

  it('answers a slash command that comes over the gateway, with a button, a modal and a follow-up', async () => {
    const [command] = (await client.application.commands.set([{ name: 'ask', description: 'Ask' }])).values();
    assert.equal(command?.name, 'ask');
    const next = async () => {
      const [interaction] = await once(client, Events.InteractionCreate);
      return interaction as Interaction;
    };
    const asked = next();
    const request = { userId: emil.id, channelId: general };
    const first = discord.control.interaction({ type: 'command', ...request, commandName: 'ask' });
    const slash = await asked;
    assert.ok(slash.isChatInputCommand());
    const press = { type: 2, style: 1, label: 'Press', custom_id: 'press' };
    await slash.reply({ content: 'Press it', components: [{ type: 1, components: [press] }] });
    assert.equal((await first).error, undefined);
    const message = await slash.fetchReply();

    const pressed = next();
    const second = discord.control.interaction({
      type: 'component',
      ...request,
      messageId: message.id,
      customId: 'press',
    });
    const button = await pressed;
    assert.ok(button.isButton());
    const field = { type: 4, custom_id: 'words', style: 1 } as const;
    const label = { type: 18, label: 'Words', component: field } as const;
    await button.showModal({ custom_id: 'form', title: 'Form', components: [label] });
    assert.equal((await second).error, undefined);

    const sent = next();
    const components = { words: 'hello' };
    const third = discord.control.interaction({ type: 'modal', ...request, customId: 'form', components });
    const form = await sent;
    assert.ok(form.isModalSubmit());
    await form.deferReply({ flags: 64 });
    await form.editReply(`You said ${form.fields.getTextInputValue('words')}`);
    await form.followUp({ content: 'And that was all', flags: 64 });
    const outcome = await third;
    assert.equal(outcome.error, undefined);
    const { original, followups } = discord.control.interactionState(outcome.interactionId);
    assert.deepEqual([original?.content, followups[0]?.content], ['You said hello', 'And that was all']);
  });

  const endings: [what: string, act: () => void, reconnects: boolean][] = [
    ['opcode 7', () => discord.control.gateway.reconnect(), true],
    ['a cut', () => discord.control.gateway.cut(), true],
    ['a close that allows to resume', () => discord.control.gateway.close({ code: 4000 }), true],
    // Here discord.js resumes on the connection it has.
    ['opcode 9 that allows to resume', () => discord.control.gateway.invalidate({ resumable: true }), false],
  ];
  for (const [what, act, reconnects] of endings) {
    it(`resumes after ${what} and neither loses nor doubles a message`, async () => {
      const { gateway } = discord.control;
      const [session] = gateway.report().sessions;
      gateway.clearReceived();
      const resumed = once(client, Events.ShardResume);
      const texts = Array.from({ length: 30 }, (_, index) => `${what} ${index}`);
      for (const text of texts.slice(0, 10)) say(general, emil, text);
      act();
      for (const text of texts.slice(10, 20)) say(general, emil, text);
      await resumed;
      for (const text of texts.slice(20)) say(general, emil, text);
      await hears(texts[29] ?? '');
      const got = heard.map((message) => message.content).filter((text) => texts.includes(text));
      assert.deepEqual(got, texts);
      const [now] = gateway.report().sessions;
      assert.deepEqual([now?.id, now?.resumes], [session?.id, (session?.resumes ?? 0) + 1]);
      assert.deepEqual(gateway.received(2), []);
      if (reconnects) assert.match(gateway.report().connections[0]?.path ?? '', /^\/resume\/\w+/);
    });
  }

  it('takes a connection for dead whose heartbeat stays unanswered, and resumes', async () => {
    const { gateway } = discord.control;
    gateway.configure({ heartbeatIntervalMs: 600 });
    const reconnected = once(client, Events.ShardResume);
    gateway.reconnect();
    await reconnected;
    const revived = once(client, Events.ShardResume);
    gateway.faults({ dropAcks: 1 });
    await revived;
    gateway.configure({ heartbeatIntervalMs: 41_250 });
    say(general, emil, 'still alive?');
    await hears('still alive?');
    assert.deepEqual(gateway.report().sessions.length, 1);
  });
});

describe('discord.js with shards against the local Discord', () => {
  it('logs in as many shards as are recommended, each with its guilds', async () => {
    const discord = await startHarness({ now: Date.now });
    discord.control.gateway.configure({ shards: 3, requiredShards: 3, maxConcurrency: 3 });
    for (let number = 0; number < 9; number += 1) {
      discord.advance(1);
      discord.control.guild({ name: `Guild ${number}`, owner_id: emil.id });
    }
    const client = new Client({
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages],
      partials: [Partials.Channel],
      shards: 'auto',
      rest: { api: discord.apiUrl },
    });
    try {
      const ready = once(client, Events.ClientReady);
      await client.login(discord.botToken);
      await ready;
      const { sessions } = discord.control.gateway.report();
      assert.deepEqual(
        sessions.map(({ shard }) => shard).sort(),
        [0, 1, 2].map((id) => [id, 3]),
      );
      assert.equal(client.guilds.cache.size, discord.state.data.guilds.size);
      for (const guild of client.guilds.cache.values())
        assert.equal(guild.shardId, Number((BigInt(guild.id) >> 22n) % 3n));
      const heard = once(client, Events.MessageCreate);
      const { body } = await discord.as(chiyo.id, 'POST', '/dms', { recipient_id: discord.applicationId });
      await discord.as(chiyo.id, 'POST', `/channels/${body.id}/messages`, { content: 'once' });
      const [message] = await heard;
      assert.deepEqual([message.author.id, message.inGuild()], [chiyo.id, false]);
    } finally {
      await client.destroy();
      await discord.close();
    }
  });
});

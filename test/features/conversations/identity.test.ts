import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { identityOf, webhookName } from '../../../src/features/conversations/sending/identity.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { dmOf, look, messagesIn, reply, set, threadsOf, write } from './support/talk.ts';

describe('who the person sees', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  async function talk(settings: Record<string, unknown> = {}, closed = false) {
    const guild = app.newGuild();
    if (Object.keys(settings).length > 0) await set(app, guild, settings);
    if (closed) app.discord.control.setUser(guild.member.id, { dmsClosed: true });
    const { conversation } = await write(app, guild, 'Hello');
    await app.settle();
    const two = async () => {
      await reply(app, guild, conversation.id, { content: 'From Sam', agentId: guild.staff.id });
      await reply(app, guild, conversation.id, { content: 'From Ada', agentId: guild.admin.id });
      await app.settle();
    };
    return { guild, id: conversation.id, two };
  }
  const authors = (guild: TestGuild) =>
    messagesIn(app, dmOf(app, guild.member.id))
      .slice(1)
      .map(({ embeds }) => (embeds as { author?: { name: string } }[])[0]?.author?.name);

  it('C17: named: two agents are two authors in the direct message, each with name and role', async () => {
    const { guild, two } = await talk();
    await two();
    assert.deepEqual(authors(guild), ['Sam · Staff', 'Ada']);
  });

  it('C17: role: only the team is named', async () => {
    const { guild, two } = await talk({ identity: 'role', teamName: 'Sales' });
    await two();
    assert.deepEqual(authors(guild), ['Sales', 'Sales']);
  });

  it('C17: anonymous: only the bot is seen', async () => {
    const { guild, two } = await talk({ identity: 'anonymous' });
    await two();
    assert.deepEqual(authors(guild), [undefined, undefined]);
  });

  it('C17: in a thread each agent speaks under their own name by the one webhook of the channel', async () => {
    const { guild, two } = await talk({}, true);
    await set(app, guild, { threadChannel: guild.channelId });
    await two();
    const [thread] = threadsOf(app, guild.channelId);
    const said = messagesIn(app, thread?.id).slice(-2);
    assert.deepEqual(
      said.map(({ content, webhook }) => [content, webhook?.name]),
      [
        ['From Sam', 'Sam · Staff'],
        ['From Ada', 'Ada'],
      ],
    );
    const made = app.discord.control.calls({ method: 'POST', path: `/channels/${guild.channelId}/webhooks` });
    assert.equal(made.length, 1);
    const [row] = await app.sql`select token from conversation_webhooks where guild_id = ${guild.id}`;
    assert.match(String(row?.token), /^sealed:/);
  });

  it('C30: edits and deletes what was posted under an agent’s name, in the thread', async () => {
    const { guild, id } = await talk({}, true);
    await set(app, guild, { threadChannel: guild.channelId });
    const message = await reply(app, guild, id, { content: 'Frist', agentId: guild.staff.id });
    await app.settle();
    const path = `/conversations/messages/${message.id}`;
    await app.api(guild.id, 'PATCH', path, { content: 'First' });
    await app.settle();
    const thread = () => messagesIn(app, threadsOf(app, guild.channelId)[0]?.id);
    const { discordMessageId } = await look(app, guild, message.id);
    const posted = () => thread().find((shown) => shown.id === discordMessageId);
    assert.deepEqual([posted()?.content, posted()?.webhook?.name], ['First', 'Sam · Staff']);
    await app.api(guild.id, 'DELETE', path);
    await app.settle();
    assert.equal(posted(), undefined);
  });

  it('C17: where no webhook can be made the bot says who speaks', async () => {
    const { guild, two } = await talk({}, true);
    await set(app, guild, { threadChannel: guild.channelId });
    app.discord.control.script({
      path: `/channels/${guild.channelId}/webhooks`,
      method: 'POST',
      status: 403,
      body: { code: 50013, message: 'Missing Permissions' },
      times: 0,
    });
    await two();
    app.discord.control.clearScripts();
    const [thread] = threadsOf(app, guild.channelId);
    const said = messagesIn(app, thread?.id).slice(-2);
    assert.deepEqual(
      said.map(({ embeds }) => (embeds as { author?: { name: string } }[])[0]?.author?.name),
      ['Sam · Staff', 'Ada'],
    );
  });

  it('C-I3: posts once by a webhook, which knows no nonce, when the answer is lost', async () => {
    const { guild, id } = await talk({}, true);
    await set(app, guild, { threadChannel: guild.channelId });
    await reply(app, guild, id, { content: 'Opens the thread', agentId: guild.staff.id });
    await app.settle();
    app.discord.control.script({ path: '/webhooks/', method: 'POST', dropAfter: true });
    const { id: messageId } = await reply(app, guild, id, {
      content: 'Lost answer',
      agentId: guild.staff.id,
    });
    await app.settle();
    await app.advance(10 * 60_000);
    await app.tick();
    const [thread] = threadsOf(app, guild.channelId);
    assert.equal(messagesIn(app, thread?.id).filter(({ content }) => content === 'Lost answer').length, 1);
    assert.equal((await look(app, guild, messageId)).state, 'sent');
  });

  it('speaks for nobody who is not in the server, and not with a key for writing alone', async () => {
    const { guild, id } = await talk();
    const answer = await app.api(guild.id, 'POST', `/conversations/${id}/messages`, {
      content: 'As a stranger',
      agentId: '1000000000000000777',
    });
    assert.equal(answer.status, 422);
    const key = await app.apiKey(guild.id, ['conversations:write']);
    const refused = await app.api(
      guild.id,
      'POST',
      `/conversations/${id}/messages`,
      { content: 'As Sam', agentId: guild.staff.id },
      { authorization: `Bearer ${key}` },
    );
    assert.equal(refused.status, 403);
  });

  it('falls back to the team for programs, and makes names that Discord takes', () => {
    const nobody = { agent: undefined, teamName: '' };
    assert.equal(identityOf('named', nobody), null);
    assert.deepEqual(identityOf('named', { ...nobody, teamName: 'Sales' }), { name: 'Sales', iconUrl: null });
    assert.equal(webhookName('Clyde of Discord').match(/clyde|discord/i), null);
    assert.equal(webhookName('  '), 'The team');
    assert.equal([...webhookName('x'.repeat(200))].length, 80);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { dmOf, look, messagesIn, told, write } from './support/talk.ts';

describe('writing to a person', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  it('C01: opens the direct message once, sends each message and gives it as it is stored', async () => {
    const guild = app.newGuild();
    const since = app.discord.control.calls().at(-1)?.id ?? 0;
    const { conversation, message } = await write(app, guild, 'Your parts have arrived.');
    assert.equal(message.content, 'Your parts have arrived.');
    await app.settle();
    await write(app, guild, 'Bring the old ones.');
    await app.settle();

    const opened = app.discord.control.calls({ method: 'POST', path: '/users/@me/channels', since });
    assert.equal(
      opened.filter((call) => (call.body as { recipient_id: string }).recipient_id === guild.member.id)
        .length,
      1,
    );
    const channel = dmOf(app, guild.member.id);
    assert.deepEqual(
      messagesIn(app, channel).map(({ content }) => content),
      ['Your parts have arrived.', 'Bring the old ones.'],
    );
    const stored = await look(app, guild, message.id);
    assert.equal(stored.state, 'sent');
    assert.equal(stored.via, 'dm');
    assert.equal(stored.discordChannelId, channel);
    assert.equal(stored.discordMessageId, messagesIn(app, channel)[0]?.id);
    const talks = await app.sql`select id from conversations where guild_id = ${guild.id}`;
    assert.deepEqual(talks, [{ id: conversation.id }]);
    assert.deepEqual(await told(app, guild, message.id), [
      'message.queued',
      'message.sending',
      'message.sent',
    ]);
  });
});

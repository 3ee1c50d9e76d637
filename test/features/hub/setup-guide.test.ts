import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, textOf } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';

let app: TestApp;
/** MESSAGE_CONTENT and GUILD_MEMBERS, as an application's flags tell them. */
const ALL_INTENTS = (1 << 18) | (1 << 14);

before(async () => {
  app = await createTestApp();
});
after(() => app.close());

/** The health page as an admin of that server reads it, without its markup. */
async function healthPage(guild: { id: string; admin: { id: string } }): Promise<string> {
  const visitor = await signIn(app, guild.admin);
  const page = await visitor.get(`/guilds/${guild.id}/health`);
  assert.equal(page.status, 200);
  return page.text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the set-up guide in the product', () => {
  it('G16: finds nothing missing where the portal and the server are as they should be', async () => {
    const guild = app.newGuild();
    app.discord.control.application({ flags: ALL_INTENTS });
    const text = await healthPage(guild);
    assert.match(text, /Every intent that a feature needs is on/);
    assert.match(text, /The bot has what the features need/);
  });

  it('G16: names an intent that the application flags lack, what is lost without it and where to switch it on', async () => {
    const guild = app.newGuild();
    app.discord.control.application({ flags: 0 });
    const text = await healthPage(guild);
    assert.match(text, /MESSAGE_CONTENT|Message Content/i);
    assert.match(text, /what was said around it arrives empty/);
    assert.match(text, /Switch it on in the developer portal/);
    const inDiscord = await app.run({
      type: 'command',
      userId: guild.admin.id,
      channelId: guild.channelId,
      commandName: 'guildhall/status',
    });
    assert.match(textOf(inDiscord.message), /Message Content/i, 'and so does the command');
    app.discord.control.application({ flags: ALL_INTENTS });
  });

  it('G16: names the permissions that the bot lacks in this server, with a link that gives them', async () => {
    // May see channels and nothing else.
    const guild = app.newGuild({ botPermissions: '1024' });
    const everyone = app.discord.state.data.guilds.get(guild.id)?.roles.get(guild.id);
    assert.ok(everyone);
    everyone.permissions = '0';
    const text = await healthPage(guild);
    assert.match(text, /The bot lacks: .*read message history/i);
    assert.match(text, /Give the bot these permissions/);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestApp } from '../../support/app.ts';
import { allHandled, handled, listeningApp } from './support/listening.ts';

describe('the connection to the gateway', () => {
  let app: TestApp;
  before(async () => {
    app = await listeningApp();
  });
  after(() => app.close());

  it('hears what is said', async () => {
    const guild = app.newGuild();
    app.say(guild.channelId, guild.member, 'probe hello');
    await allHandled(app, guild, 1);
    assert.deepEqual(await handled(app, guild), { called: 1, handled: 1 });
  });
});

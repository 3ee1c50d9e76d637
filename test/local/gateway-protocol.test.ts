import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { demo, type Harness, startHarness } from './discord/harness.ts';
import { logIn } from './gateway-client.ts';

describe('the gateway: from hello to events', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
  });
  after(() => discord.close());
  beforeEach(() => discord.control.reset());

  it('greets, answers an identify with READY and every guild, and tells messages with their member', async () => {
    const { client, ready } = await logIn(discord);
    const [hello] = client.frames;
    assert.deepEqual([hello?.op, hello?.t, hello?.s, hello?.d.heartbeat_interval], [10, null, null, 41_250]);
    assert.equal(ready.s, 1);
    assert.equal(ready.d.v, 10);
    assert.equal(ready.d.user.id, discord.applicationId);
    assert.equal(ready.d.application.id, discord.applicationId);
    assert.match(ready.d.resume_gateway_url, /^ws:\/\/127\.0\.0\.1:\d+\/resume\/\w+$/);
    assert.deepEqual(
      ready.d.guilds,
      [...discord.state.data.guilds.keys()].map((id) => ({ id, unavailable: true })),
    );
    for (const { id } of ready.d.guilds) {
      const { d } = await client.next('GUILD_CREATE');
      assert.deepEqual(
        [d.id, d.unavailable, d.member_count],
        [id, false, discord.state.data.guilds.get(id)?.members.size],
      );
    }
    const said = discord.control.message({
      channel_id: demo.channels.parts,
      author_id: demo.users.emil.id,
      content: 'hello gateway',
    });
    const { d } = await client.next('MESSAGE_CREATE');
    assert.deepEqual(
      [d.id, d.content, d.guild_id, d.author.id, d.member.user],
      [said.id, 'hello gateway', demo.guilds.workshop.id, demo.users.emil.id, undefined],
    );
    assert.ok(Array.isArray(d.member.roles));
    client.send(1, client.seq);
    assert.equal((await client.next(11)).d, null);
    await client.close();
  });
});

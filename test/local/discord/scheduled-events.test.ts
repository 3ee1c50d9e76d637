import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { demo, errorCodes, type Harness, list, startHarness } from './harness.ts';

const BASE = `/guilds/${demo.guilds.racing.id}/scheduled-events`;

describe('scheduled events', () => {
  let discord: Harness;
  let start: string;
  let end: string;
  before(async () => {
    discord = await startHarness();
    discord.control.rateLimits(false);
    start = new Date(discord.state.now() + 3_600_000).toISOString();
    end = new Date(discord.state.now() + 7_200_000).toISOString();
  });
  after(() => discord.close());

  const race = (rest = {}) => ({
    name: 'Race day',
    privacy_level: 2,
    entity_type: 3,
    entity_metadata: { location: 'Harbor' },
    scheduled_start_time: start,
    scheduled_end_time: end,
    ...rest,
  });

  it('goes from scheduled to active to completed, never back', async () => {
    const made = await discord.api('POST', BASE, race());
    assert.deepEqual([made.status, made.body.status, made.body.creator_id], [200, 1, discord.applicationId]);
    const path = `${BASE}/${made.body.id}`;
    const move = async (status: number) => (await discord.api('PATCH', path, { status })).status;
    assert.deepEqual([await move(3), await move(2), await move(1), await move(3)], [400, 200, 400, 200]);
    assert.equal((await discord.api('DELETE', path)).status, 204);
    assert.equal((await discord.api('GET', path)).body.code, 10070);
  });

  it('counts and lists who is interested', async () => {
    const made = await discord.api('POST', BASE, race());
    discord.control.interest(String(made.body.id), demo.users.gus.id, true);
    const [event] = list((await discord.api('GET', `${BASE}?with_user_count=true`)).body);
    assert.equal(event?.user_count, 1);
    const users = await discord.api('GET', `${BASE}/${made.body.id}/users?with_member=true`);
    assert.deepEqual(
      list(users.body).map((item) => item.user?.id),
      [demo.users.gus.id],
    );
  });

  it('refuses what Discord refuses', async () => {
    const codes = async (rest: unknown) => errorCodes((await discord.api('POST', BASE, rest)).body.errors);
    assert.deepEqual(await codes(race({ entity_metadata: undefined })), [
      'entity_metadata BASE_TYPE_REQUIRED',
    ]);
    assert.deepEqual(await codes(race({ scheduled_end_time: undefined })), [
      'scheduled_end_time BASE_TYPE_REQUIRED',
    ]);
    const past = new Date(discord.state.now() - 1).toISOString();
    assert.deepEqual(await codes(race({ scheduled_start_time: past })), [
      'scheduled_start_time GUILD_SCHEDULED_EVENT_SCHEDULE_PAST',
    ]);
    assert.deepEqual(await codes(race({ scheduled_end_time: start })), [
      'scheduled_end_time GUILD_SCHEDULED_EVENT_END_BEFORE_START',
    ]);
  });

  it('holds no more than 100 open events (30038)', async () => {
    const open = list((await discord.api('GET', BASE)).body).length;
    for (let count = open; count < 100; count += 1) await discord.api('POST', BASE, race());
    assert.equal((await discord.api('POST', BASE, race())).body.code, 30038);
  });
});

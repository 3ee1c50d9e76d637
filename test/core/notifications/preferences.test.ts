import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type Database, openDatabase } from '../../../src/core/database/client.ts';
import type { RegisteredKind } from '../../../src/core/notifications/kind.ts';
import { loadPreferences } from '../../../src/core/notifications/preferences.ts';
import { startTestDatabase, type TestDatabase } from '../../support/database.ts';

const GUILD = '100000000000000001';
const KIND = 'servers.maintenance';
let database: TestDatabase;
let db: Database;
before(async () => {
  database = await startTestDatabase();
  db = openDatabase({ url: database.databaseUrl, httpUrl: database.databaseHttpUrl });
});
after(() => database.close());

it('F05: what a person chose counts, however many are told of one thing', async () => {
  const people = Array.from({ length: 150 }, (_, at) => String(200000000000000000n + BigInt(at)));
  await database.sql`insert into notification_preferences (guild_id, user_id, kind, channel, updated_at)
    select ${GUILD}, unnest(${people}::text[]), ${KIND}, 'off', now()`;
  const kind = { id: KIND, audience: 'person' } as RegisteredKind;
  assert.equal((await loadPreferences({ db, guildId: GUILD }, kind, people)).size, 150);
  assert.equal((await loadPreferences({ db, guildId: '100000000000000002' }, kind, people)).size, 0);
});

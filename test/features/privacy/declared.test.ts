import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { features } from '../../../src/features/index.ts';
import { personalTables, shapeOf } from '../../../src/features/privacy/personal-tables.ts';
import { startTestDatabase, type TestDatabase } from '../../support/database.ts';

/** Names of columns that stand for a person: what they are or what they did. */
const PERSON =
  /(?:^|_)(?:user|author|actor|person|member|owner|assignee|creator|sender|invoker|requester|claimer|voter|winner|giver|receiver|holder)s?(?:_ids?|_name)?$|_by(?:_id|_name)?$|_user_ids?$/;

describe('what tables hold of people', () => {
  let database: TestDatabase;
  before(async () => {
    database = await startTestDatabase();
  });
  after(() => database.close());

  it('is declared for every column that looks like a person', async () => {
    const tables = await personalTables({ features });
    const declared = new Map<string, Set<string>>();
    for (const data of tables) {
      const { name, columns } = shapeOf(data.table);
      const own = declared.get(name) ?? new Set();
      declared.set(name, own);
      for (const [column, texts] of Object.entries(data.people ?? {}))
        for (const one of [column, ...texts]) own.add(one);
      for (const column of [...(data.mentions ?? []), ...(data.secrets ?? []), ...(data.facts ?? [])])
        own.add(column);
      for (const column of own) assert.ok(columns.has(column), `${name} has no column ${column}`);
    }
    const rows = await database.sql`select table_name, column_name from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'jsonb', 'ARRAY', 'bigint') order by 1, 2`;
    const missing = rows
      .filter(({ column_name }) => PERSON.test(String(column_name)))
      .filter(({ table_name, column_name }) => !declared.get(String(table_name))?.has(String(column_name)))
      .map(({ table_name, column_name }) => `${table_name}.${column_name}`);
    assert.deepEqual(missing, [], 'declare them in personalData of the feature that owns the table');
  });

  it('can be erased row by row: every such table has a key', async () => {
    for (const { table } of await personalTables({ features })) {
      const { name, key } = shapeOf(table);
      assert.ok(key.length > 0, name);
    }
  });
});

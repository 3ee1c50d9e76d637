import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { corePersonalDataFirst, corePersonalDataLast } from '../../core/privacy/core-personal-data.ts';
import type { PersonalData } from '../../core/privacy/personal-data.ts';
import type { Registry } from '../../core/registry.ts';

export interface TableShape {
  name: string;
  /** Name in SQL → Postgres' type. */
  columns: ReadonlyMap<string, string>;
  key: readonly string[];
  hasGuild: boolean;
}

/** Everything that is declared of people, in the order in which it has to be erased. */
export async function personalTables({ features }: Pick<Registry, 'features'>): Promise<PersonalData[]> {
  const declared = await Promise.all(
    features.map(async ({ personalData }) => (await personalData?.()) ?? []),
  );
  return [...corePersonalDataFirst, ...declared.flat(), ...corePersonalDataLast];
}

export function shapeOf(table: PgTable): TableShape {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const key = [
    ...columns.filter(({ primary }) => primary).map((column) => column.name),
    ...primaryKeys.flatMap((one) => one.columns.map((column) => column.name)),
  ];
  return {
    name,
    columns: new Map(columns.map((column) => [column.name, column.getSQLType()])),
    key,
    hasGuild: columns.some((column) => column.name === 'guild_id'),
  };
}

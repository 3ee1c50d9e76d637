import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.ts';

/** What people with a Discord role may do here besides what they may anyway. */
export const permissionRules = pgTable(
  'permission_rules',
  {
    guildId: text('guild_id').notNull(),
    roleId: text('role_id').notNull(),
    permission: text('permission').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.roleId, t.permission] })],
);

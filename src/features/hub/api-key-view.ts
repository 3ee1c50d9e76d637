import type { apiKeys } from '../../core/tables.ts';

export type ApiKeyRow = typeof apiKeys.$inferSelect;

/** A key as it may be shown: never the key itself. */
export interface ApiKeyView {
  id: string;
  name: string;
  /** How it begins and ends. */
  prefix: string;
  lastFour: string;
  scopes: string[];
  createdBy: string;
  /** ISO 8601. */
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
}

export const apiKeyView = (row: ApiKeyRow): ApiKeyView => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  lastFour: row.lastFour,
  scopes: row.scopes,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

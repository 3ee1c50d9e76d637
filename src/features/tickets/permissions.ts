import type { Permission } from '../../core/feature.ts';

// Apart from access.ts, which asks the database: what only declares needs nothing but these names.
export const OPEN: Permission = 'tickets:open';
export const READ: Permission = 'tickets:read';
export const WRITE: Permission = 'tickets:write';
export const MANAGE: Permission = 'tickets:manage';

import * as v from 'valibot';

const instant = v.pipe(v.string(), v.isoTimestamp());

export const SettingsSchema = v.object({
  feature: v.string(),
  version: v.pipe(v.number(), v.description('Send it back to be refused when somebody else was faster.')),
  values: v.pipe(
    v.record(v.string(), v.unknown()),
    v.description('Every setting; secrets as •••• and their last four characters.'),
  ),
});

export const ApiKeySchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  name: v.string(),
  prefix: v.string(),
  lastFour: v.string(),
  scopes: v.array(v.string()),
  createdBy: v.pipe(v.string(), v.description('Who made it, as `kind:id`.')),
  createdAt: instant,
  expiresAt: v.nullable(instant),
  lastUsedAt: v.pipe(v.nullable(instant), v.description('Right to the minute.')),
  revokedAt: v.nullable(instant),
});

export const AuditEntrySchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  action: v.string(),
  target: v.string(),
  actor: v.string(),
  source: v.string(),
  requestId: v.string(),
  before: v.unknown(),
  after: v.unknown(),
  createdAt: instant,
});

export const FailedWorkSchema = v.object({
  kind: v.picklist(['job', 'delivery']),
  id: v.string(),
  name: v.string(),
  error: v.string(),
  attempts: v.number(),
  failedAt: instant,
});

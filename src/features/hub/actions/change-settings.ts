import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import { forgetSwitches, SWITCHES } from '../../../core/access/feature-switches.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, DisabledError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { isSecret, type SettingsDefinition } from '../../../core/settings/definition.ts';
import { problemOfHiddenChannel } from '../../../core/settings/hidden-channel.ts';
import { sealChange } from '../../../core/settings/store.ts';
import { guildSettings } from '../../../core/tables.ts';
import { parseWebhookUrl } from '../../../discord/webhooks.ts';
import { loadView, maskedValues, requireDefinition, type SettingsView } from '../feature-settings.ts';

export const ChangeSettingsInput = v.object({
  feature: v.string('Say which settings.'),
  /** By name. A secret that comes back as it was shown, masked, is left as it is. */
  change: v.record(v.string(), v.unknown(), 'Give the settings as an object.'),
  /** What the change is based on: when somebody else was faster it is refused. Absent: the last one wins. */
  version: v.optional(v.pipe(v.number('Give a number.'), v.integer('Give a whole number.'), v.minValue(0))),
  /** Settings that are not named go back to their defaults. */
  replace: v.optional(v.boolean(), false),
});
export type ChangeSettingsInput = v.InferInput<typeof ChangeSettingsInput>;

/** Changes of several people at once settle after a few rounds; each touches other settings. */
const MOST_TRIES = 4;

/**
 * Changes settings of one feature in this guild: checked, secrets sealed, audited with secrets masked. Takes effect
 * with the next request. Throws ConflictError when `version` is not the present one any more.
 */
export async function changeSettings(ctx: ActionContext, raw: ChangeSettingsInput): Promise<SettingsView> {
  await ctx.require('hub:settings');
  const input = parseInput(ChangeSettingsInput, raw);
  const definition = requireDefinition(ctx, input.feature);
  checkSecrets(ctx, definition, input.change);
  await checkChannels(ctx, definition, input.change);
  for (let attempt = 1; ; attempt++) {
    try {
      return await write(ctx, definition, input);
    } catch (error) {
      const again = error instanceof ConflictError && input.version === undefined && attempt < MOST_TRIES;
      if (!again) throw error;
    }
  }
}

async function write(
  ctx: ActionContext,
  definition: SettingsDefinition,
  input: v.InferOutput<typeof ChangeSettingsInput>,
): Promise<SettingsView> {
  const { row, view: before } = await loadView(ctx, definition);
  if (input.version !== undefined && input.version !== before.version) throw outdated();
  const kept = Object.entries(input.change).filter(
    ([name, value]) => isUnchangedSecret(definition, name, value) && value === before.values[name],
  );
  const change = Object.fromEntries(
    Object.entries(input.change).filter(([name]) => !kept.some(([one]) => one === name)),
  );
  const sealed = await sealChange(definition, change, ctx.secrets, ctx.guildId);
  const keptValues = Object.fromEntries(kept.map(([name]) => [name, row?.values[name]]));
  const values = { ...(input.replace ? keptValues : row?.values), ...sealed };
  const version = before.version + 1;
  const key = { guildId: ctx.guildId, feature: definition.feature };
  const stored = { values, version, updatedAt: ctx.now() };
  const statement = row
    ? ctx.db
        .update(guildSettings)
        .set(stored)
        .where(
          and(
            eq(guildSettings.guildId, key.guildId),
            eq(guildSettings.feature, key.feature),
            eq(guildSettings.version, row.version),
          ),
        )
    : ctx.db
        .insert(guildSettings)
        .values({ ...key, ...stored })
        .onConflictDoNothing();
  const after = await maskedValues(ctx, definition, values);
  const names = Object.keys(definition.fields).filter(
    (name) =>
      Object.hasOwn(change, name) || JSON.stringify(before.values[name]) !== JSON.stringify(after[name]),
  );
  const pick = (from: Record<string, unknown>) =>
    Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  const subject = `settings:${definition.feature}`;
  await ctx
    .commit({
      statements: [requireChange(statement.getSQL(), 'settings-version')],
      signals: [
        { type: 'settings.changed', subject, data: { feature: definition.feature, changed: names, version } },
      ],
      audit: [
        {
          action: 'hub.change-settings',
          target: subject,
          before: pick(before.values),
          after: pick(after),
        },
      ],
    })
    .catch((error: unknown) => {
      throw error instanceof ConflictError ? outdated() : error;
    });
  // Elsewhere a switch is seen within seconds; here it holds at once.
  if (definition.feature === SWITCHES) forgetSwitches(ctx.guildId);
  return { feature: definition.feature, version, values: after };
}

const outdated = () =>
  new ConflictError(
    'settings-version',
    'Somebody else changed these settings meanwhile. Look at them again, then change what you wanted.',
  );

const isUnchangedSecret = (definition: SettingsDefinition, name: string, value: unknown): boolean => {
  const field = Object.hasOwn(definition.fields, name) ? definition.fields[name] : undefined;
  return field !== undefined && isSecret(field) && typeof value === 'string' && value.startsWith('••••');
};

/** Channels that not everybody may see are asked for at Discord, so that nothing of this kind waits for its first post. */
async function checkChannels(
  ctx: ActionContext,
  definition: SettingsDefinition,
  change: Record<string, unknown>,
): Promise<void> {
  const { fields } = definition;
  const chosen = Object.entries(change).filter(
    ([name]) => Object.hasOwn(fields, name) && fields[name]?.hidden,
  );
  if (chosen.length === 0) return;
  const { view } = await loadView(ctx, definition);
  for (const [name, value] of chosen) {
    // A form sends all of its settings; only what it changes is looked at.
    if (typeof value !== 'string' || value === view.values[name]) continue;
    if (!v.is(fields[name]?.schema ?? v.never(), value)) continue;
    const problem = await problemOfHiddenChannel(ctx, value);
    if (problem) throw new InputError(problem, { [name]: problem });
  }
}

/** What the schemas can't know: whether secrets can be kept at all, and which hosts are Discord. */
function checkSecrets(
  ctx: ActionContext,
  definition: SettingsDefinition,
  change: Record<string, unknown>,
): void {
  const { encryptionKeys, discord } = ctx.runtime.config;
  for (const [name, value] of Object.entries(change)) {
    const field = Object.hasOwn(definition.fields, name) ? definition.fields[name] : undefined;
    if (!field || !isSecret(field) || typeof value !== 'string' || value.startsWith('••••')) continue;
    if (!encryptionKeys) {
      throw new DisabledError(
        'Secrets cannot be kept yet. Whoever runs Guildhall has to set ENCRYPTION_KEYS first.',
      );
    }
    if (field.kind === 'webhook' && v.is(field.schema, value) && !parseWebhookUrl(value, discord.apiUrl)) {
      const problem = 'That is not an address at Discord. Copy it from Integrations → Webhooks.';
      throw new InputError(`${name}: ${problem}`, { [name]: problem });
    }
  }
}

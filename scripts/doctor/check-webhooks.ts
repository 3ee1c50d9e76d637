import { eq } from 'drizzle-orm';
import { openDatabase } from '../../src/core/database/client.ts';
import type { SettingsDefinition } from '../../src/core/settings/definition.ts';
import { createSecretBox } from '../../src/core/settings/secret-box.ts';
import { readSettings } from '../../src/core/settings/store.ts';
import { guildSettings } from '../../src/core/tables.ts';
import { DiscordError, explainDiscordError, isUnknownWebhook } from '../../src/discord/errors.ts';
import { getWebhook, parseWebhookUrl } from '../../src/discord/webhooks.ts';
import type { DoctorContext } from './context.ts';
import { broken, type Finding, ok, skipped, warning } from './finding.ts';

/** Whether the webhooks in the settings can still be posted to. Asked for with `--webhooks`; posts nothing. */
export async function checkWebhooks(context: DoctorContext): Promise<Finding[]> {
  if (!context.askWebhooks) return [];
  const { DATABASE_URL: url, DATABASE_HTTP_URL: httpUrl, ENCRYPTION_KEYS: ring } = context.variables;
  if (!url || !ring) {
    return [skipped('webhooks', 'Webhooks were not looked up: that takes DATABASE_URL and ENCRYPTION_KEYS.')];
  }
  const db = openDatabase({ url, httpUrl });
  const query = db.select().from(guildSettings);
  let rows: (typeof guildSettings.$inferSelect)[];
  try {
    rows = await (context.guildId ? query.where(eq(guildSettings.guildId, context.guildId)) : query);
  } catch {
    return [skipped('webhooks', 'Webhooks were not looked up, because the settings cannot be read.')];
  }
  const findings: Finding[] = [];
  for (const row of rows) {
    const definition = context.registry.settings.get(row.feature);
    if (definition) findings.push(...(await checkRow(context, definition, row)));
  }
  return findings;
}

async function checkRow(
  context: DoctorContext,
  definition: SettingsDefinition,
  row: typeof guildSettings.$inferSelect,
): Promise<Finding[]> {
  const box = createSecretBox(context.variables.ENCRYPTION_KEYS);
  const values = await readSettings(definition, row.values, box, row.guildId);
  const findings: Finding[] = [];
  for (const [name, field] of Object.entries(definition.fields)) {
    if (field.kind !== 'webhook' || !row.values[name]) continue;
    const where = `the setting "${field.title}" of the server ${row.guildId}`;
    const stored = values[name];
    findings.push(
      typeof stored === 'string'
        ? await checkOne(context, where, stored)
        : broken(
            'webhooks',
            `The webhook in ${where} cannot be decrypted with ENCRYPTION_KEYS.`,
            'Put the key that sealed it back into ENCRYPTION_KEYS, or enter the webhook again.',
          ),
    );
  }
  return findings;
}

async function checkOne(context: DoctorContext, where: string, url: string): Promise<Finding> {
  const address = parseWebhookUrl(url, context.apiUrl);
  const remedy =
    'In Discord: channel settings → Integrations → Webhooks → Copy URL; enter it in the settings.';
  if (!address) return broken('webhooks', `The webhook in ${where} is not one of Discord.`, remedy);
  try {
    await getWebhook(context.rest, address, { retries: 1 });
    return ok('webhooks', `The webhook in ${where} is there.`);
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    const says = `The webhook in ${where} does not work: ${explainDiscordError(error)}`;
    return isUnknownWebhook(error) || !error.retryable
      ? broken('webhooks', says, remedy)
      : warning('webhooks', says, 'Run the doctor again later.');
  }
}

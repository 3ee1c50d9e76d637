/**
 * Collects a submitted modal's inputs by custom id. Takes Label wrappers (`component`) and the older action rows
 * (`components`), and gives texts as strings, everything chosen from a list as an array.
 * @see https://docs.discord.com/developers/components/reference
 */
export function readModalFields(components: unknown): ReadonlyMap<string, string | readonly string[]> {
  const fields = new Map<string, string | readonly string[]>();
  for (const row of Array.isArray(components) ? components : []) {
    if (!row || typeof row !== 'object') continue;
    const wrapped = 'component' in row ? [row.component] : 'components' in row ? row.components : [];
    for (const input of Array.isArray(wrapped) ? wrapped : []) {
      if (!input || typeof input !== 'object' || typeof input.custom_id !== 'string') continue;
      if (typeof input.value === 'string') fields.set(input.custom_id, input.value);
      else if (typeof input.value === 'boolean') fields.set(input.custom_id, input.value ? ['true'] : []);
      else if (Array.isArray(input.values)) fields.set(input.custom_id, input.values.map(String));
    }
  }
  return fields;
}

/** The text of an input, trimmed; empty when it was left out. */
export function fieldText(fields: ReadonlyMap<string, string | readonly string[]>, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : (value?.[0] ?? '');
}

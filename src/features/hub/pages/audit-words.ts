/** What was different, as short texts. */
export interface ValueChange {
  name: string;
  before: string | undefined;
  after: string | undefined;
}

const LONGEST = 300;

/** Values that differ between two states of a thing. */
export function changesOf(before: unknown, after: unknown): ValueChange[] {
  const [old, fresh] = [asObject(before), asObject(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].flatMap((name) => {
    const change = { name, before: words(old[name]), after: words(fresh[name]) };
    return change.before === change.after ? [] : [change];
  });
}

const asObject = (value: unknown): Record<string, unknown> =>
  value && typeof value === 'object' && !Array.isArray(value) ? { ...value } : value == null ? {} : { value };

function words(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

export const userIdOf = (actor: string): string | undefined => /^user:(\d+)$/.exec(actor)?.[1];

/** An actor's label as people read it; `names` by user id, and by label for API keys. */
export function actorTitle(actor: string, names: ReadonlyMap<string, string>): string {
  const id = userIdOf(actor);
  if (id) return names.get(id) ?? `User …${id.slice(-4)}`;
  const [kind, rest = ''] = actor.split(':');
  if (kind === 'key') return `${names.get(actor) ?? `…${rest.slice(-4)}`} (API key)`;
  return kind === 'system' ? 'Guildhall' : actor;
}

/** An audited action in words: `records.undo-addition` is “Records: undo addition”. */
export function actionTitle(action: string, features: readonly { name: string; title: string }[]): string {
  const [name = '', verb = ''] = action.split('.');
  const title = features.find((feature) => feature.name === name)?.title ?? capital(name);
  return verb ? `${title}: ${verb.replaceAll('-', ' ').replace(/\bapi\b/, 'API')}` : title;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** What an entry is about, with long ids cut to their end. */
export function targetTitle(target: string): string {
  const at = target.indexOf(':');
  const id = target.slice(at + 1);
  return at > 0 && id.length > 20 ? `${target.slice(0, at)} …${id.slice(-6)}` : target.replace(':', ' ');
}

/** What things are called, by target, as far as one of these entries tells; the newest, which comes first, counts. */
export function namesOfTargets(
  entries: readonly { target: string; before: unknown; after: unknown }[],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const { target, before, after } of entries) {
    const { title, name } = { ...asObject(before), ...asObject(after) };
    const said = [title, name].find((one) => typeof one === 'string' && one !== '');
    if (!found.has(target) && said !== undefined) found.set(target, words(said) ?? '');
  }
  return found;
}

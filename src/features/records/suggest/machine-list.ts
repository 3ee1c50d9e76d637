/** A machine as suggestions may name it. */
export interface KnownMachine {
  id: string;
  name: string;
  aliases: readonly string[];
}

/** A machine with the short handle that the model uses for it, so that no id of ours is ever made up. */
export interface ListedMachine extends KnownMachine {
  handle: string;
}

/** Handles in a JSON schema's enum; Anthropic compiles the schema, so it should stay small. */
const MAX_LISTED = 200;

/** Numbers the machines that the model may choose from; when there are too many, those that are talked of come first. */
export function listMachines(machines: readonly KnownMachine[], talk: string): ListedMachine[] {
  const chosen =
    machines.length <= MAX_LISTED
      ? machines
      : [...machines]
          .sort((a, b) => Number(mentions(talk, b).length > 0) - Number(mentions(talk, a).length > 0))
          .slice(0, MAX_LISTED);
  return chosen.map((machine, index) => ({ ...machine, handle: `m${index + 1}` }));
}

/** Finds what the model meant: a handle, an id, a name or an alias. Ambiguous or unknown is nothing. */
export function findMachine(machines: readonly ListedMachine[], said: string): ListedMachine | undefined {
  const wanted = fold(said);
  const exact = machines.find(({ handle, id }) => handle === wanted || id === wanted);
  if (exact) return exact;
  const byName = machines.filter(({ name }) => fold(name) === wanted);
  const found =
    byName.length > 0
      ? byName
      : machines.filter((machine) => machine.aliases.some((a) => fold(a) === wanted));
  return found.length === 1 ? found[0] : undefined;
}

export interface MachineMention {
  machine: KnownMachine;
  /** The name or alias as it stands in the text. */
  quote: string;
  index: number;
}

/** Which machines a text names as whole words; where one name lies within another, the longer one counts. */
export function mentionsOf(text: string, machines: readonly KnownMachine[]): MachineMention[] {
  const all = machines.flatMap((machine) => mentions(text, machine));
  const inside = (a: MachineMention, b: MachineMention) =>
    a !== b &&
    a.quote.length < b.quote.length &&
    a.index >= b.index &&
    a.index + a.quote.length <= b.index + b.quote.length;
  return all
    .filter((mention) => !all.some((other) => inside(mention, other)))
    .sort((a, b) => a.index - b.index);
}

function mentions(text: string, machine: KnownMachine): MachineMention[] {
  return [machine.name, ...machine.aliases].flatMap((name) => {
    const words = name.trim().split(/\s+/).map(escapeRegExp).join('\\s+');
    // Short aliases such as "IT" or "is" would be found in every sentence, so they count in their own case only.
    const flags = name.trim().length <= 3 ? 'u' : 'iu';
    const found = words && new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, flags).exec(text);
    return found ? [{ machine, quote: found[0], index: found.index }] : [];
  });
}

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const fold = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

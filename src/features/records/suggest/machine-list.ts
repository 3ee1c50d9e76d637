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
  if (machines.length <= MAX_LISTED) return withHandles(machines);
  const named = new Set(mentionsOf(talk, machines).map(({ machine }) => machine));
  const others = machines.filter((machine) => !named.has(machine));
  return withHandles([...named, ...others].slice(0, MAX_LISTED));
}

const withHandles = (machines: readonly KnownMachine[]): ListedMachine[] =>
  machines.map((machine, index) => ({ ...machine, handle: `m${index + 1}` }));

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
  const lower = text.toLowerCase();
  const all = machines.flatMap((machine) =>
    [machine.name, ...machine.aliases].flatMap((name) => {
      const place = findName(text, lower, name);
      return place ? [{ machine, ...place }] : [];
    }),
  );
  const inside = (a: MachineMention, b: MachineMention) =>
    a !== b &&
    a.quote.length < b.quote.length &&
    a.index >= b.index &&
    a.index + a.quote.length <= b.index + b.quote.length;
  return all
    .filter((mention) => !all.some((other) => inside(mention, other)))
    .sort((a, b) => a.index - b.index);
}

function findName(
  text: string,
  lower: string,
  name: string,
): Pick<MachineMention, 'quote' | 'index'> | undefined {
  const words = name.trim().split(/\s+/);
  // A thousand machines times thirty messages: an expression is only made for a name whose words are all there.
  if (!words[0] || !words.every((word) => lower.includes(word.toLowerCase()))) return undefined;
  const pattern = words.map(escapeRegExp).join('\\s+');
  // Short aliases such as "IT" or "is" would be found in every sentence, so they count in their own case only.
  const flags = name.trim().length <= 3 ? 'u' : 'iu';
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, flags).exec(text);
  return found ? { quote: found[0], index: found.index } : undefined;
}

/** A hyphen stays as it is: with the flag `u`, an escape that means nothing is an error. */
const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const fold = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

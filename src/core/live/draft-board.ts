import { DRAFT_MS, type Draft, MOST_DRAFT } from './drafts.ts';

/** What the board keeps its drafts in: the storage of the guild's Durable Object. */
export interface DraftMemory {
  get<Value>(key: string): Promise<Value | undefined>;
  put<Value>(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
  list<Value>(options: { prefix: string }): Promise<Map<string, Value>>;
}

/** Who is writing where. A draft counts for DRAFT_MS after its last key, whoever holds it. */
export class DraftBoard {
  private readonly memory: DraftMemory;

  constructor(memory: DraftMemory) {
    this.memory = memory;
  }

  /** Drafts of a subject that count at this time, oldest first. */
  async read(subject: string, now: number): Promise<Draft[]> {
    const drafts = (await this.memory.get<Draft[]>(keyOf(subject))) ?? [];
    return drafts.filter(({ at }) => now - at < DRAFT_MS);
  }

  /** Notes what a person has written so far; an empty text takes their draft away. Gives what counts then. */
  async write(subject: string, person: { id: string; name: string }, text: string, now: number) {
    const others = (await this.read(subject, now)).filter(({ userId }) => userId !== person.id);
    const own = { userId: person.id, name: person.name, text: text.slice(0, MOST_DRAFT), at: now };
    const drafts = text.trim() === '' ? others : [...others, own];
    if (drafts.length > 0) await this.memory.put(keyOf(subject), drafts);
    else await this.memory.delete(keyOf(subject));
    return drafts;
  }

  /** Forgets what nobody goes on writing, so that no unsent words are kept. Gives how many subjects are left. */
  async tidy(now: number): Promise<number> {
    let left = 0;
    for (const [key, drafts] of await this.memory.list<Draft[]>({ prefix: PREFIX })) {
      if (drafts.some(({ at }) => now - at < DRAFT_MS)) left += 1;
      else await this.memory.delete(key);
    }
    return left;
  }
}

const PREFIX = 'drafts:';
const keyOf = (subject: string): string => `${PREFIX}${subject}`;

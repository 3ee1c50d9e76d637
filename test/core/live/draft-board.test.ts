import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DraftBoard, type DraftMemory } from '../../../src/core/live/draft-board.ts';
import { DRAFT_MS, MOST_DRAFT } from '../../../src/core/live/drafts.ts';

function memory(): DraftMemory & { kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: async <Value>(key: string) => structuredClone(kept.get(key)) as Value | undefined,
    put: async (key, value) => void kept.set(key, structuredClone(value)),
    delete: async (key) => kept.delete(key),
    list: async <Value>({ prefix }: { prefix: string }) =>
      new Map([...kept].filter(([key]) => key.startsWith(prefix))) as Map<string, Value>,
  };
}
const ada = { id: '1', name: 'Ada' };
const sam = { id: '2', name: 'Sam' };

describe('the board of drafts', () => {
  it('knows who is writing where, whoever looks, until they send, give up or stop', async () => {
    const kept = memory();
    const board = new DraftBoard(kept);
    await board.write('conversation:a', ada, 'Dear', 0);
    await board.write('conversation:a', sam, 'Hello', 1_000);
    await board.write('conversation:b', sam, 'Other', 1_000);
    await board.write('conversation:a', ada, 'Dear R', 2_000);
    const seen = async (now: number) =>
      (await new DraftBoard(kept).read('conversation:a', now)).map(({ name, text }) => [name, text]);
    assert.deepEqual(await seen(3_000), [
      ['Sam', 'Hello'],
      ['Ada', 'Dear R'],
    ]);
    await board.write('conversation:a', sam, ' ', 4_000);
    assert.deepEqual(await seen(4_000), [['Ada', 'Dear R']]);
    assert.deepEqual(await seen(2_000 + DRAFT_MS - 1), [['Ada', 'Dear R']]);
    assert.deepEqual(await seen(2_000 + DRAFT_MS), []);
  });

  it('keeps the beginning only, and nothing that is over', async () => {
    const kept = memory();
    const board = new DraftBoard(kept);
    const [draft] = await board.write('conversation:a', ada, 'x'.repeat(MOST_DRAFT + 50), 0);
    assert.equal(draft?.text.length, MOST_DRAFT);
    await board.write('conversation:b', sam, 'Later', 20_000);
    assert.equal(await board.tidy(DRAFT_MS), 1);
    assert.deepEqual([...kept.kept.keys()], ['drafts:conversation:b']);
    assert.equal(await board.tidy(20_000 + DRAFT_MS), 0);
    assert.equal(kept.kept.size, 0);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ActionContext } from '../../../src/core/context.ts';
import { tidyExports } from '../../../src/features/privacy/actions/tidy-exports.ts';

const DAY_MS = 24 * 60 * 60_000;

/** A bucket that lists a thousand keys at once, as R2 does. */
function bucketOf(objects: { key: string; uploaded: Date }[]) {
  const left = new Map(objects.map((object) => [object.key, object]));
  return {
    left,
    async list({ cursor = '' }: { cursor?: string }) {
      const after = [...left.values()].filter(({ key }) => key > cursor);
      const page = after.slice(0, 1_000);
      return { objects: page, truncated: after.length > page.length, cursor: page.at(-1)?.key };
    },
    async delete(keys: string[]) {
      for (const key of keys) left.delete(key);
    },
  };
}

it('old exports are deleted also where a thousand newer ones come before them', async () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const files = bucketOf(
    Array.from({ length: 1_500 }, (_, index) => ({
      key: `exports/${String(index).padStart(5, '0')}.json`,
      uploaded: new Date(now.getTime() - (index < 1_200 ? 1 : 8) * DAY_MS),
    })),
  );
  // Safe because the action touches nothing else.
  const ctx = { runtime: { config: { files } }, now: () => now } as unknown as ActionContext;
  assert.deepEqual(await tidyExports(ctx), { deleted: 300 });
  assert.equal(files.left.size, 1_200);
});

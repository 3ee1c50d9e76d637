import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { type MaintainerRow, maintainerView } from '../find-maintainer.ts';
import { maintainers } from '../tables.ts';

export const AddMaintainerInput = v.object({
  name: v.pipe(
    v.string('Give a name.'),
    v.trim(),
    v.minLength(1, 'Give a name.'),
    v.maxLength(80, 'At most 80 characters.'),
  ),
  /** As on the roster; a leading @ and capitals don't matter. */
  username: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.trim(),
        v.transform((text) => text.replace(/^@/, '').toLowerCase()),
        v.regex(/^[a-z0-9._]{2,32}$/, 'That is not a Discord username.'),
      ),
    ),
    null,
  ),
  discordUserId: v.optional(
    v.nullable(v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'))),
    null,
  ),
});
export type AddMaintainerInput = v.InferInput<typeof AddMaintainerInput>;

/** Puts somebody on the roster. Throws ConflictError when the username or the Discord account is on it already. */
export async function addMaintainer(ctx: ActionContext, raw: AddMaintainerInput): Promise<MaintainerRow> {
  await ctx.require('records:manage');
  const input = parseInput(AddMaintainerInput, raw);
  const row: MaintainerRow = {
    ...input,
    id: ctx.newId(),
    guildId: ctx.guildId,
    proposedUserId: null,
    refusedUserIds: [],
    createdAt: ctx.now(),
  };
  const maintainer = maintainerView(row);
  const subject = `maintainer:${row.id}`;
  try {
    await ctx.commit({
      statements: [ctx.db.insert(maintainers).values(row)],
      signals: [{ type: 'maintainer.added', subject, data: { maintainer } }],
      audit: [{ action: 'records.add-maintainer', target: subject, after: maintainer }],
    });
  } catch (error) {
    if (isUniqueViolation(error, 'maintainers_username')) {
      throw new ConflictError(
        'username-taken',
        'That username is on the roster already. See `/maintainer list`.',
      );
    }
    if (isUniqueViolation(error, 'maintainers_discord_user')) {
      throw new ConflictError(
        'account-linked',
        'That Discord account is linked with another maintainer already.',
      );
    }
    throw error;
  }
  return row;
}

import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { customId } from '../../../core/interactions/custom-id.ts';
import { getGuild } from '../../../discord/guilds.ts';
import { COMPONENT_LIMITS } from '../../../discord/limits.ts';
import { cleanName, truncate } from '../../../discord/text.ts';
import { answerOnce } from './auto-answer.ts';
import { settleInbound } from './settle-inbound.ts';
import type { InboundRow } from './store-inbound.ts';

const QUESTION =
  'Several teams can be reached here. Which one do you want to write to? Your message is kept until you choose.';
/** Whoever did not choose is asked again with a message after that. */
const ASK_AGAIN_HOURS = 1;

/** Asks the person which of the servers that they are in they mean; what they write until then waits. */
export async function askForTeam(
  ctx: ActionContext,
  row: InboundRow,
  guildIds: readonly string[],
): Promise<void> {
  const teams = await Promise.all(
    guildIds.slice(0, COMPONENT_LIMITS.selectOptions).map(async (id) => ({
      id,
      name: cleanName((await getGuild(ctx.discord, id)).name, `Server ${id}`),
    })),
  );
  await answerOnce(ctx, {
    kind: 'choose-team',
    personId: row.authorId,
    channelId: row.channelId,
    content: QUESTION,
    components: [teamChoice(teams)],
    windowHours: ASK_AGAIN_HOURS,
  });
  await settleInbound(ctx, row, { state: 'asked' });
}

/** Buttons for a few, a list for many. */
function teamChoice(teams: readonly { id: string; name: string }[]): APIMessageTopLevelComponent {
  if (teams.length <= COMPONENT_LIMITS.buttonsPerRow) {
    return {
      type: 1,
      components: teams.map(({ id, name }) => ({
        type: 2,
        style: 1,
        label: truncate(name, COMPONENT_LIMITS.buttonLabel),
        custom_id: customId('inbox', 'team', id),
      })),
    };
  }
  return {
    type: 1,
    components: [
      {
        type: 3,
        custom_id: customId('inbox', 'team'),
        placeholder: 'Choose a team',
        options: teams.map(({ id, name }) => ({
          label: truncate(name, COMPONENT_LIMITS.selectOptionText),
          value: id,
        })),
      },
    ],
  };
}

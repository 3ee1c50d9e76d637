import type { CommandInteraction } from '../../../core/interactions/interaction.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { type GatewayView, readGateway } from '../actions/read-gateway.ts';
import { reconnectGateway } from '../actions/reconnect-gateway.ts';
import { ageWords, phaseWords } from '../words.ts';

type Run = (interaction: CommandInteraction<object>) => Promise<Reply>;

export const status: Run = async (interaction) =>
  say(statusText(await readGateway(await interaction.context())));

export const reconnect: Run = async (interaction) => {
  await reconnectGateway(await interaction.context());
  return say('Guildhall connects again. `/gateway status` shows how it went.');
};

/** Stopped or started by `/settings change`, so that is named where it helps. */
function statusText({ state, reason, remedy, listens, shards, identifiesLeft }: GatewayView): string {
  const lines = [
    state === 'ok' ? '✅ **Guildhall hears what happens in Discord.**' : '⚠️ **Something is missing.**',
    ...(reason ? [remedy ? `${reason} ${remedy}` : reason] : []),
    ...(listens
      ? []
      : ['It does not listen to this server: `/settings change feature:gateway setting:listen value:on`.']),
    ...shards.map(
      (shard) =>
        `${shard.shards > 1 ? `Shard ${shard.shard + 1}: ` : ''}${phaseWords(shard.phase)} · last event ${ageWords(shard.lastEventAgeSeconds)} · last sign of life ${ageWords(shard.heartbeatAgeSeconds)} · resumed ${shard.resumes} times`,
    ),
    ...(identifiesLeft === null ? [] : [`-# ${identifiesLeft} new sessions left today`]),
  ];
  return truncate(lines.join('\n'), MESSAGE_LIMITS.content);
}

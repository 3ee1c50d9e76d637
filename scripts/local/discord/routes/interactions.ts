import { refusal } from '../errors.ts';
import { applyCallback } from '../interactions/callback.ts';
import { interactionByToken } from '../interactions/followup.ts';
import { Answer, param, type Route, type RouteContext } from '../router.ts';
import { MessageFlag } from '../validation/message.ts';
import { viewMessage } from '../views.ts';

export const interactionRoutes: Route[] = [
  { method: 'POST', path: '/interactions/:interaction/:token/callback', auth: 'open', handle: callback },
];

function callback(context: RouteContext): Answer {
  const { world, state, body, files, query } = context;
  const interaction = interactionByToken(state, param(context, 'token'));
  if (interaction?.id !== param(context, 'interaction')) throw refusal(10062);
  const message = applyCallback(world, interaction, body, files);
  if (!['true', '1'].includes(query.get('with_response') ?? '')) return new Answer(204);
  return new Answer(200, {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message
        ? {
            response_message_id: message.id,
            response_message_loading: (message.flags & MessageFlag.loading) !== 0,
            response_message_ephemeral: message.ephemeral_to !== null,
          }
        : {}),
    },
    resource: {
      type: interaction.callback_type,
      ...(message ? { message: viewMessage(state, message, state.data.botId) } : {}),
    },
  });
}

import type { Component, ModalHandler } from '../../../core/interactions/component.ts';
import type { ComponentInteraction } from '../../../core/interactions/interaction.ts';
import type { Reply } from '../../../core/interactions/reply.ts';

const run = () => import('./run-webhook-handler.ts');
type Handlers = Awaited<ReturnType<typeof run>>;
type ButtonName = {
  [K in keyof Handlers]: Handlers[K] extends (interaction: ComponentInteraction) => Promise<Reply>
    ? K
    : never;
}[keyof Handlers];

const button = (
  name: ButtonName,
  shows: Component['shows'] = 'update',
  access: Component['access'] = 'webhooks:manage',
): Component => ({
  access,
  answer: 'now',
  shows,
  handle: async (interaction) => (await run())[name](interaction),
});

/** The buttons below an endpoint, its log and what is said when it is in trouble. */
export const webhookComponents: Record<string, Component> = {
  show: button('show', 'update', 'webhooks:read'),
  log: button('log', 'update', 'webhooks:read'),
  test: button('test'),
  pause: button('pause'),
  resume: button('resume'),
  replay: button('replay'),
  'ask-remove': button('askRemove'),
  remove: button('remove'),
  // Beside the message, which may be read by others: one holds a secret, the other sits below a warning.
  rotate: button('rotate', 'reply'),
  recover: button('recover', 'reply'),
};

export const webhookModals: Record<string, ModalHandler> = {
  add: {
    access: 'webhooks:manage',
    // Looks the address up, or asks Discord about it.
    answer: 'later',
    shows: 'reply',
    handle: async (interaction) => (await run()).submitAdd(interaction),
  },
};

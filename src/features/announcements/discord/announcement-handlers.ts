import type { Component, ModalHandler } from '../../../core/interactions/component.ts';
import type { ComponentInteraction } from '../../../core/interactions/interaction.ts';
import type { Reply } from '../../../core/interactions/reply.ts';

const run = () => import('./run-announcement-handler.ts');
type Handlers = Awaited<ReturnType<typeof run>>;
type ButtonName = {
  [K in keyof Handlers]: Handlers[K] extends (interaction: ComponentInteraction) => Promise<Reply>
    ? K
    : never;
}[keyof Handlers];

const button = (name: ButtonName, access: Component['access'] = 'announcements:manage'): Component => ({
  access,
  answer: 'now',
  shows: 'update',
  handle: async (interaction) => (await run())[name](interaction),
});

/** The buttons below an announcement and below a draft. */
export const announcementComponents: Record<string, Component> = {
  show: button('show', 'announcements:read'),
  pause: button('pause'),
  resume: button('resume'),
  skip: button('skip'),
  run: button('runNow'),
  edit: button('edit'),
  'ask-delete': button('askDelete'),
  delete: button('deleteForGood'),
  save: button('save'),
  rewrite: button('rewrite'),
  discard: button('discard'),
};

export const announcementModals: Record<string, ModalHandler> = {
  write: {
    access: 'announcements:manage',
    // Asks Discord about the channel; and no outage may lose what was written.
    answer: 'later',
    shows: 'update',
    handle: async (interaction) => (await run()).write(interaction),
  },
};

import type { Permission } from '../feature.ts';
import type { ComponentInteraction, ModalInteraction } from './interaction.ts';
import type { Reply } from './reply.ts';

interface Behaviour {
  access: Permission;
  /** `now`: answered at once, the only way to open a modal. `later`: deferred at once, then run from the queue. */
  answer: 'now' | 'later';
  /** `update` changes the message that was clicked on; `reply` adds one that only the clicking person sees. */
  shows: 'update' | 'reply';
  /** Also answers in direct messages, where there is no server; only for what every member may do. */
  inDirectMessages?: true;
}

/** A button or select; `records:save:…` reaches the component `save` of the feature `records`. */
export interface Component extends Behaviour {
  handle(interaction: ComponentInteraction): Promise<Reply>;
}

export interface ModalHandler extends Behaviour {
  handle(interaction: ModalInteraction): Promise<Reply>;
}

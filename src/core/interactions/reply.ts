import type {
  APIApplicationCommandOptionChoice,
  APIEmbed,
  APIMessageTopLevelComponent,
  APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';

export interface OutgoingFile {
  name: string;
  data: Uint8Array;
  contentType: string;
  description?: string;
}

/** A message as features build it. Mentions never ping: `allowed_mentions` is set where it is sent. */
export interface OutgoingMessage {
  content?: string;
  embeds?: APIEmbed[];
  components?: APIMessageTopLevelComponent[];
  files?: OutgoingFile[];
}

export type ModalDialog = APIModalInteractionResponseCallbackData;
export type Choice = APIApplicationCommandOptionChoice<string | number>;

/** What a handler answers with. `update` replaces the message that a component sits on. */
export type Reply =
  | { kind: 'message'; message: OutgoingMessage }
  | { kind: 'update'; message: OutgoingMessage }
  | { kind: 'modal'; modal: ModalDialog };

export const say = (message: OutgoingMessage | string): Reply => ({
  kind: 'message',
  message: typeof message === 'string' ? { content: message } : message,
});

export const update = (message: OutgoingMessage): Reply => ({ kind: 'update', message });

export const openModal = (modal: ModalDialog): Reply => ({ kind: 'modal', modal });

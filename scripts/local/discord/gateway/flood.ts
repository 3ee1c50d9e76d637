import { putMessage } from '../fixtures.ts';
import { messageEvent } from '../messages.ts';
import type { LocalState } from '../state.ts';
import type { LocalGateway } from './gateway.ts';

export interface FloodRequest {
  channelId: string;
  authorId: string;
  count: number;
  /** Each message is this text and its number, from 1. */
  content?: string;
  /** Keeps every message, so that REST knows it; otherwise the first only, which is many times faster. */
  stored?: boolean;
}

/** Sends MESSAGE_CREATE events as fast as sockets take them; answers the messages' ids in order. */
export function flood(gateway: LocalGateway, state: LocalState, request: FloodRequest): string[] {
  const { channelId, authorId, count, content = 'Message', stored = false } = request;
  const put = (number: number) =>
    putMessage(state, { channel_id: channelId, author_id: authorId, content: `${content} ${number}` });
  const first = put(1);
  const ids = [first.id];
  const model = gateway.heard(messageEvent(state, 'CREATE', first))[0];
  const connections = [...gateway.connections];
  for (const connection of connections) connection.cork();
  for (let number = 2; number <= count; number += 1) {
    if (stored || !model) ids.push(put(number).id);
    else {
      const id = state.id();
      ids.push(id);
      gateway.deliver({ ...model, d: { ...model.d, id, content: `${content} ${number}` } });
    }
  }
  for (const connection of connections) connection.uncork();
  return ids;
}

import { randomUUID } from 'node:crypto';
import { noWorker, Refusal } from './refusal.ts';
import { type ApiCall, json, type Route } from './route.ts';
import type { AccountState, QueueConsumer, StoredQueue } from './state.ts';

type ConsumerBody = Partial<Pick<QueueConsumer, 'dead_letter_queue' | 'settings'>> & { script_name: string };

export const queueRoutes: Route[] = [
  [
    'GET',
    /^\/queues$/,
    (state, { query }) => {
      const names = query.getAll('name');
      return [...state.queues.values()]
        .filter(({ queue_name }) => names.length === 0 || names.includes(queue_name))
        .map((queue) => view(state, queue));
    },
  ],
  [
    'POST',
    /^\/queues$/,
    (state, call) => {
      const { queue_name } = json<{ queue_name: string }>(call);
      if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(queue_name ?? '')) {
        throw new Refusal(400, 11003, 'The queue name is not valid.');
      }
      if (state.queueNamed(queue_name)) {
        throw new Refusal(409, 11009, `Queue name '${queue_name}' is already taken.`);
      }
      const queue = { queue_id: randomUUID().replaceAll('-', ''), queue_name, consumers: [] };
      state.queues.set(queue.queue_id, queue);
      return view(state, queue);
    },
  ],
  [
    'POST',
    /^\/queues\/([^/]+)\/consumers$/,
    (state, call, [id]) => {
      const queue = queueOf(state, id);
      if (queue.consumers.length > 0) throw new Refusal(409, 11004, 'The queue already has a consumer.');
      const consumer = readConsumer(state, call, randomUUID());
      queue.consumers.push(consumer);
      return consumer;
    },
  ],
  [
    'PUT',
    /^\/queues\/([^/]+)\/consumers\/([^/]+)$/,
    (state, call, [id, consumerId = '']) => {
      const queue = queueOf(state, id);
      const index = queue.consumers.findIndex(({ consumer_id }) => consumer_id === consumerId);
      if (index < 0) throw new Refusal(404, 11001, 'The consumer does not exist.');
      queue.consumers[index] = readConsumer(state, call, consumerId);
      return queue.consumers[index];
    },
  ],
];

function queueOf(state: AccountState, id: string | undefined): StoredQueue {
  const queue = state.queues.get(id ?? '');
  if (!queue) throw new Refusal(404, 11000, 'The queue does not exist.');
  return queue;
}

function readConsumer(state: AccountState, call: ApiCall, consumerId: string): QueueConsumer {
  const { script_name, dead_letter_queue, settings } = json<ConsumerBody>(call);
  if (!state.workers.has(script_name)) throw noWorker();
  if (dead_letter_queue && !state.queueNamed(dead_letter_queue)) {
    throw new Refusal(404, 11000, `The dead letter queue "${dead_letter_queue}" does not exist.`);
  }
  return {
    consumer_id: consumerId,
    type: 'worker',
    script: script_name,
    ...(dead_letter_queue ? { dead_letter_queue } : {}),
    settings: settings ?? {},
  };
}

function view(state: AccountState, queue: StoredQueue) {
  const producers = [...state.workers.values()]
    .filter((worker) =>
      state.activeVersion(worker)?.bindings.some(({ queue_name }) => queue_name === queue.queue_name),
    )
    .map(({ name }) => ({ type: 'worker', script: name }));
  return {
    ...queue,
    producers,
    producers_total_count: producers.length,
    consumers_total_count: queue.consumers.length,
  };
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeQueues, type QueueConfiguration, readQueues } from '../../scripts/doctor/check-queues.ts';
import { queueConsumers } from '../../scripts/local/worker.ts';

const file = 'wrangler.toml';

describe('the queues of wrangler.toml', () => {
  it('G22: are fine as they are', async () => {
    assert.deepEqual(judgeQueues(await readQueues(file)), []);
  });

  it('have the same numbers as the local ones', async () => {
    const { consumers } = await readQueues(file);
    const deployed = consumers.map((consumer) => [
      consumer.queue,
      {
        maxBatchSize: consumer.max_batch_size,
        maxBatchTimeout: consumer.max_batch_timeout,
        maxRetries: consumer.max_retries,
        ...(consumer.dead_letter_queue ? { deadLetterQueue: consumer.dead_letter_queue } : {}),
      },
    ]);
    assert.deepEqual(Object.fromEntries(deployed), queueConsumers);
  });

  const broken: [name: string, edit: (queues: QueueConfiguration) => void, says: RegExp, remedy: RegExp][] = [
    [
      'a binding that the Worker sends to is gone',
      (queues) => {
        queues.producers = queues.producers.filter(({ binding }) => binding !== 'DELIVERIES');
      },
      /No queue is bound as DELIVERIES/,
      /binding = "DELIVERIES"/,
    ],
    [
      'nobody consumes a queue',
      (queues) => {
        queues.consumers = queues.consumers.filter(({ queue }) => queue !== 'guildhall-deliveries');
      },
      /Nothing consumes the queue "guildhall-deliveries"/,
      /\[\[queues\.consumers\]\] with queue = "guildhall-deliveries"/,
    ],
    [
      'nobody consumes the dead letters',
      (queues) => {
        queues.consumers = queues.consumers.filter(({ queue }) => queue !== 'guildhall-jobs-dead');
      },
      /Nothing consumes the queue "guildhall-jobs-dead"/,
      /deploy/,
    ],
    [
      'a queue has no dead letters',
      (queues) => {
        queues.consumers = queues.consumers.map(({ dead_letter_queue: deadLetter, ...consumer }) =>
          consumer.queue === 'guildhall-jobs' || !deadLetter
            ? consumer
            : { ...consumer, dead_letter_queue: deadLetter },
        );
      },
      /"guildhall-jobs" has no dead letters/,
      /Add dead_letter_queue/,
    ],
  ];
  for (const [name, edit, says, remedy] of broken) {
    it(`G22: ${name}`, async () => {
      const queues = await readQueues(file);
      edit(queues);
      const findings = judgeQueues(queues);
      assert.equal(findings.length, 1, JSON.stringify(findings));
      assert.match(findings[0]?.says ?? '', says);
      assert.match(findings[0]?.remedy ?? '', remedy);
    });
  }
});

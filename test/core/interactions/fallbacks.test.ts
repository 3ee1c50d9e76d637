import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { createApp } from '../../../src/app.ts';
import type { Env, QueueBinding } from '../../../src/core/env.ts';
import { sourceOf } from '../../../src/core/front.ts';
import { platform } from '../../../src/core/outside.ts';
import type { QueueMessage } from '../../../src/core/queue/consume.ts';
import { features } from '../../../src/features/index.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { probe } from '../../support/probe-feature.ts';
import { type ServedApp, serveApp } from './support/serve-app.ts';

/** How far the clock of the app in this process runs ahead, in milliseconds. */
let ahead = 0;
const inNode = createApp(sourceOf([...features, probe]), { ...platform, now: () => Date.now() + ahead });
let app: TestApp;
let guild: TestGuild;
let served: ServedApp | undefined;

before(async () => {
  app = await createTestApp({ probe: true });
  guild = app.newGuild();
});
afterEach(async () => {
  await served?.close();
  app.database.faults.down = false;
  app.discord.control.clearScripts();
  app.discord.control.clearCalls();
  ahead = 0;
});
after(() => app.close());

const command = (name: string) =>
  ({
    type: 'command',
    userId: guild.member.id,
    channelId: guild.channelId,
    commandName: `probe/${name}`,
  }) as const;

function envWith(jobs: QueueBinding): Env {
  // The parts of a Worker's bindings that deferred interactions use.
  return { ...app.stack.variables, JOBS: jobs, DELIVERIES: jobs } as Partial<Env> as Env;
}

const edits = (): string[] =>
  app.discord.control
    .calls({ method: 'PATCH', path: '/messages/@original' })
    .filter(({ status }) => status === 200)
    .map(({ body }) => String((body as { content?: string }).content));

const jobOf = async (interactionId: string) =>
  (await app.sql`select state, reference from jobs where id = ${`interaction:${interactionId}`}`)[0];

describe('a queue that refuses an interaction', () => {
  let sends = 0;
  const refusing: QueueBinding = {
    send: async () => {
      sends += 1;
      throw new Error('the queue is down');
    },
    sendBatch: async () => {},
  };

  it('is asked twice; then the work is done right there, once, and the person reads the answer', async () => {
    sends = 0;
    served = await serveApp(inNode, envWith(refusing), app);
    const started = await app.start(command('later'));
    assert.equal(started.type, 5);
    await served.settled();
    assert.equal(sends, 2);
    assert.deepEqual(edits(), ['Half of it is done …', 'All of it is done.']);
    assert.equal((await jobOf(started.interactionId))?.state, 'done');
  });

  it('leaves nobody waiting for a database that is down as well', async () => {
    served = await serveApp(inNode, envWith(refusing), app);
    app.database.faults.down = true;
    await app.start(command('pokes'));
    await served.settled();
    assert.equal(edits().length, 1);
    assert.match(edits()[0] ?? '', /database is not answering.*\n.*Reference \w+/);
  });
});

describe('an interaction among the dead letters', () => {
  /** Takes what is sent and hands it on only when told, to the queue of the dead letters or any other. */
  function holding() {
    const held: unknown[] = [];
    const jobs: QueueBinding = {
      send: async (message) => held.push(structuredClone(message)),
      sendBatch: async () => {},
    };
    const env = envWith(jobs);
    const deliver = async (queue: string, attempts: number) => {
      const outcome = { acked: 0, delaySeconds: 0 };
      const message: QueueMessage = {
        id: '1',
        attempts,
        body: held[0],
        ack: () => {
          outcome.acked += 1;
        },
        retry: ({ delaySeconds = 0 } = {}) => {
          outcome.delaySeconds = delaySeconds;
        },
      };
      await inNode.queue({ queue, messages: [message] }, env, { waitUntil: () => {} });
      return outcome;
    };
    return { env, held, deliver };
  }

  it('ends in words with a reference, once, however often the letter comes', async () => {
    const { env, held, deliver } = holding();
    served = await serveApp(inNode, env, app);
    const started = await app.start(command('later'));
    await served.settled();
    assert.equal(held.length, 1);
    for (let time = 0; time < 3; time++)
      assert.deepEqual(await deliver('guildhall-jobs-dead', 1), { acked: 1, delaySeconds: 0 });
    assert.equal(edits().length, 1);
    const reference = /Something broke on our side.*`([\w-]+)`/.exec(edits()[0] ?? '')?.[1];
    assert.ok(reference, edits()[0]);
    assert.deepEqual(await jobOf(started.interactionId), { state: 'dead', reference });
  });

  it('brings the answer that was found before, once its time has come', async () => {
    const { env, deliver } = holding();
    served = await serveApp(inNode, env, app);
    const started = await app.start(command('refuses'));
    await served.settled();
    const path = '/messages/@original';
    app.discord.control.script({ method: 'PATCH', path, status: 500, body: {}, times: 0 });
    assert.equal((await deliver('guildhall-jobs', 1)).acked, 0);
    app.discord.control.clearScripts();
    const early = await deliver('guildhall-jobs-dead', 1);
    assert.equal(early.acked, 0);
    ahead = early.delaySeconds * 1_000;
    assert.equal((await deliver('guildhall-jobs-dead', 2)).acked, 1);
    assert.equal((await deliver('guildhall-jobs-dead', 3)).acked, 1);
    assert.deepEqual(edits(), ['Seven is not a colour. Give red, green or blue.']);
    assert.equal((await jobOf(started.interactionId))?.state, 'done');
  });
});

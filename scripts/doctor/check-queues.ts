import type { DoctorContext } from './context.ts';
import { broken, type Finding, ok } from './finding.ts';

/** The parts of wrangler's configuration that make a queue work. */
export interface QueueConfiguration {
  producers: { binding: string; queue: string }[];
  consumers: {
    queue: string;
    max_batch_size?: number;
    max_batch_timeout?: number;
    max_retries?: number;
    dead_letter_queue?: string;
  }[];
}

/** Bindings that the Worker cannot do without; see src/core/env.ts. */
const BINDINGS = ['JOBS', 'DELIVERIES', 'GATEWAY_EVENTS'];

/** Reads the file exactly as `wrangler deploy` does. */
export async function readQueues(file: string): Promise<QueueConfiguration> {
  // Loaded here, because it takes a second that `--help` should not cost.
  const { unstable_readConfig } = await import('wrangler');
  const { queues }: { queues: Partial<QueueConfiguration> } = unstable_readConfig(
    { config: file },
    { hideWarnings: true },
  );
  return { producers: queues.producers ?? [], consumers: queues.consumers ?? [] };
}

/** Whether everything that is sent is also consumed, and what fails is kept. Looks at the file, not at Cloudflare. */
export async function checkQueues(context: DoctorContext): Promise<Finding[]> {
  let queues: QueueConfiguration;
  try {
    queues = await readQueues(context.wranglerFile);
  } catch {
    return [
      broken(
        'queues',
        'wrangler.toml is missing or cannot be read.',
        'Run `npx wrangler deploy --dry-run`, which names the line.',
      ),
    ];
  }
  const faults = judgeQueues(queues);
  if (faults.length > 0) return faults;
  return [
    ok('queues', `Each of the ${queues.consumers.length} queues has a consumer and a way out for failures.`),
  ];
}

export function judgeQueues({ producers, consumers }: QueueConfiguration): Finding[] {
  const consumed = new Set(consumers.map(({ queue }) => queue));
  const deadLetters = new Set(consumers.flatMap(({ dead_letter_queue: queue }) => queue ?? []));
  const bound = new Set(producers.map(({ binding }) => binding));
  const findings = BINDINGS.filter((binding) => !bound.has(binding)).map((binding) =>
    broken(
      'queues',
      `No queue is bound as ${binding}.`,
      `Add [[queues.producers]] with binding = "${binding}" to wrangler.toml.`,
    ),
  );
  const unheard = [...producers.map(({ queue }) => queue), ...deadLetters].filter(
    (queue) => !consumed.has(queue),
  );
  for (const queue of new Set(unheard)) {
    findings.push(
      broken(
        'queues',
        `Nothing consumes the queue "${queue}", so what is sent there is lost after its retention.`,
        `Add [[queues.consumers]] with queue = "${queue}" to wrangler.toml and deploy.`,
      ),
    );
  }
  for (const { queue, dead_letter_queue: deadLetter } of consumers) {
    // A dead-letter queue is where it ends; its own failures are retried and then logged.
    if (deadLetter || deadLetters.has(queue)) continue;
    findings.push(
      broken(
        'queues',
        `The queue "${queue}" has no dead letters, so a job that keeps failing vanishes without a word.`,
        `Add dead_letter_queue to the consumer of "${queue}" in wrangler.toml and deploy.`,
      ),
    );
  }
  return findings;
}

import type { R2Bucket } from '@cloudflare/workers-types';
import type { QueueBinding } from '../../src/core/env.ts';

const PREFIX = 'gateway/';

/** Copies of the events on their way through the queue: one for each batch, gone when all of the batch is done. */
export class KeptEvents {
  /** Text of an event → copies that it is in. */
  private readonly keys = new Map<string, string[]>();
  /** Copy → events in it that are not done. */
  private readonly waiting = new Map<string, number>();

  isKey(key: string): boolean {
    return key.startsWith(PREFIX);
  }

  keep(queue: QueueBinding, copies: R2Bucket): QueueBinding {
    return {
      send: (message, options) => queue.send(message, options),
      sendBatch: async (messages) => {
        const batch = [...messages];
        const texts = batch.map(({ body }) => String(body));
        const key = `${PREFIX}${crypto.randomUUID()}`;
        await copies.put(key, JSON.stringify(texts));
        this.await(key, texts);
        return queue.sendBatch(batch);
      },
    };
  }

  async resend(queue: QueueBinding, key: string, texts: string[]): Promise<void> {
    this.await(key, texts);
    await queue.sendBatch(texts.map((body) => ({ body, contentType: 'text' })));
  }

  /** Copies that nobody needs any more now that this message is done. */
  acknowledged(body: unknown): string[] {
    const [key, ...others] = this.keys.get(String(body)) ?? [];
    if (key === undefined) return [];
    if (others.length > 0) this.keys.set(String(body), others);
    else this.keys.delete(String(body));
    const left = (this.waiting.get(key) ?? 1) - 1;
    if (left > 0) this.waiting.set(key, left);
    else this.waiting.delete(key);
    return left > 0 ? [] : [key];
  }

  private await(key: string, texts: string[]): void {
    this.waiting.set(key, texts.length);
    for (const text of texts) this.keys.set(text, [...(this.keys.get(text) ?? []), key]);
  }
}

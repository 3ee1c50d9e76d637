import { WebhookType } from 'discord-interactions';
import * as v from 'valibot';
import { parseJson } from '../../discord/parse-json.ts';
import { isSignedEvent } from '../../discord/verify-webhook-event.ts';
import { sha256Hex } from '../hash.ts';
import type { Runtime } from '../runtime.ts';
import { PayloadSchema, type WebhookEventMessage } from './message.ts';

/** A message of the queue holds 128 KB; an event that would not fit could only be refused for ever. */
const MAX_BODY_BYTES = 100 * 1024;

/**
 * Discord's webhook events endpoint: at-least-once from Discord to the queue. Answers 204 once the queue has the event,
 * and 503 while it does not take it, whereupon Discord sends it again for ten minutes. 401 to whatever is not signed, 400
 * to what is signed but no event.
 * @see https://docs.discord.com/developers/events/webhook-events
 */
export async function receiveWebhookEvent(request: Request, runtime: Runtime): Promise<Response> {
  const { publicKey } = runtime.config.discord;
  if (!publicKey) return refuse(401, 'Discord is not set up: DISCORD_PUBLIC_KEY is missing');
  if (request.method !== 'POST') return refuse(405, 'Discord posts here', { allow: 'POST' });
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return refuse(413, 'too large');

  let body: Uint8Array<ArrayBuffer>;
  try {
    body = new Uint8Array(await request.arrayBuffer());
  } catch {
    return refuse(400, 'the body did not arrive');
  }
  if (body.length > MAX_BODY_BYTES) return refuse(413, 'too large');
  const now = runtime.outside.now();
  const signature = request.headers.get('x-signature-ed25519');
  const timestamp = request.headers.get('x-signature-timestamp');
  if (!(await isSignedEvent(body, { publicKey, signature, timestamp, now }))) {
    return refuse(401, 'invalid request signature');
  }

  const payload = parse(body);
  if (payload?.type === WebhookType.PING) return acknowledged();
  if (payload?.type !== WebhookType.EVENT || !payload.event) return refuse(400, 'not a webhook event');
  const id = (await sha256Hex(body)).slice(0, 32);
  const message: WebhookEventMessage = {
    kind: 'discord-event',
    id,
    event: payload.event,
    receivedAt: now,
  };
  try {
    await runtime.config.jobs.send(message);
  } catch (error) {
    runtime.log.warn('queue refused a webhook event', { id, type: payload.event.type, error });
    return refuse(503, 'not taken; send it again', { 'retry-after': '1' });
  }
  return acknowledged();
}

function parse(body: Uint8Array): v.InferOutput<typeof PayloadSchema> | undefined {
  try {
    const result = v.safeParse(PayloadSchema, parseJson(new TextDecoder().decode(body)));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

/** Discord's page on events asks for a content type, though there is no content. */
const acknowledged = (): Response =>
  new Response(null, { status: 204, headers: { 'content-type': 'application/json' } });

const refuse = (status: number, reason: string, headers: Record<string, string> = {}): Response =>
  new Response(reason, { status, headers });

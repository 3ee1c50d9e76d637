import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { openSecrets, openUrl } from '../../../core/webhooks/secrets.ts';
import { httpBody } from '../../../core/webhooks/send-http.ts';
import { messageId, signBody } from '../../../core/webhooks/sign.ts';
import { findDelivery } from '../find-endpoint.ts';

/** All that is needed to look into a delivery on one's own machine. */
export interface ReplayBundle {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** A shell command that sends it exactly as signed. Receivers take it for five minutes. */
  curl: string;
  /** A Node script that checks it with `WEBHOOK_SECRET`; it does not hold the secret. */
  verify: string;
}

/**
 * A delivery to a program, freshly signed, as a command to run and a script that verifies it. Only for whoever may
 * manage endpoints: it holds the whole address and a signature that the receiver believes.
 */
export async function exportReplay(
  ctx: ActionContext,
  { delivery: id }: { delivery: string },
): Promise<ReplayBundle> {
  await ctx.require('webhooks:manage', 'read');
  const { delivery, endpoint } = await findDelivery(ctx, id);
  if (endpoint?.kind !== 'http') throw new InputError('Only deliveries to a program can be taken along.');
  const body = httpBody(delivery);
  const [url, secrets] = await Promise.all([
    openUrl(ctx.secrets, endpoint),
    openSecrets(ctx.secrets, endpoint, ctx.now()),
  ]);
  const signed = await signBody(secrets, { id: messageId(delivery.id), timestamp: ctx.now(), body });
  const headers = { 'content-type': 'application/json', ...signed };
  await ctx.commit({
    statements: [],
    audit: [{ action: 'webhooks.export-replay', target: `delivery:${delivery.id}` }],
  });
  return { url, headers, body, curl: curlCommand(url, headers, body), verify: verifyScript(headers, body) };
}

function curlCommand(url: string, headers: Record<string, string>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `  -H ${quoted(`${name}: ${value}`)}`);
  return [`curl -sS -i -X POST ${quoted(url)}`, ...lines, `  --data-binary ${quoted(body)}`].join(' \\\n');
}

/** For a POSIX shell: nothing within single quotes means anything but a single quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function verifyScript(headers: Record<string, string>, body: string): string {
  const json = (value: unknown) => JSON.stringify(value);
  return `// WEBHOOK_SECRET=whsec_… node verify.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';

const id = ${json(headers['webhook-id'])};
const timestamp = ${json(headers['webhook-timestamp'])};
const signatures = ${json(headers['webhook-signature'])}.split(' ');
const body = ${json(body)};

const key = Buffer.from((process.env.WEBHOOK_SECRET ?? '').replace('whsec_', ''), 'base64');
const expected = createHmac('sha256', key).update(\`\${id}.\${timestamp}.\${body}\`).digest();
const valid = signatures.some((one) => {
  const given = Buffer.from(one.replace('v1,', ''), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
});
console.log(valid ? 'valid' : 'NOT valid');
process.exitCode = valid ? 0 : 1;
`;
}

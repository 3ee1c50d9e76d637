import { ANSWER_TIMEOUT_MS, type DoctorContext, portal } from './context.ts';
import { broken, type Finding, ok, skipped, warning } from './finding.ts';
import { type HealthAnswer, healthReasons } from './worker-health.ts';

/** Whether Discord sends commands to this installation. */
export async function checkEndpointSetting(context: DoctorContext): Promise<Finding[]> {
  const wanted = interactionsUrl(context);
  if (!wanted)
    return [skipped('endpoint', 'The endpoint was not compared, because there is no usable PUBLIC_URL.')];
  const { id, interactions_endpoint_url: actual } = await context.application();
  if (actual === wanted) return [ok('endpoint', `Discord sends commands to ${wanted}.`)];
  return [
    broken(
      'endpoint',
      actual
        ? `Discord sends commands to ${actual}, but PUBLIC_URL says ${wanted}.`
        : 'Discord has no Interactions Endpoint URL, so commands never arrive. It removes the URL when the endpoint fails its checks.',
      `Open ${portal(id, 'information')}, set "Interactions Endpoint URL" to ${wanted}, and save; Discord tests it at once.`,
    ),
  ];
}

/** Whether the Worker answers, how it feels, and whether it refuses what Discord has not signed. */
export async function checkEndpointAnswers(context: DoctorContext): Promise<Finding[]> {
  const url = publicUrl(context);
  if (!url) return [skipped('worker', 'The Worker was not called, because there is no usable PUBLIC_URL.')];
  const answer = await context.workerHealth();
  if (answer.kind === 'nothing') {
    return [
      broken(
        'worker',
        `Nothing answers at ${url}.`,
        'Deploy with `npx wrangler deploy`, or run `npm start` on this machine, and check PUBLIC_URL.',
      ),
    ];
  }
  return [judgeHealth(context, url, answer), await checkSignatureRefusal(context, url)];
}

function judgeHealth(
  { faulty }: DoctorContext,
  url: string,
  answer: Exclude<HealthAnswer, { kind: 'nothing' }>,
): Finding {
  if (answer.kind === 'other') {
    return broken(
      'worker',
      `What answers at ${url}/health (status ${answer.status}) is not Guildhall.`,
      'Check PUBLIC_URL: it is the address of the Worker, without a path.',
    );
  }
  const { health } = answer;
  const reasons = healthReasons(health);
  // What is missing here as well has its own finding already.
  const news = reasons.filter((reason) => ![...faulty].some((name) => reason.startsWith(name)));
  if (health.state === 'ok' || (news.length === 0 && reasons.length > 0)) {
    return ok('worker', `The Worker answers at ${url}.`);
  }
  const says = `The Worker answers at ${url}, but says: ${news.join(' ') || `it is ${health.state}.`}`;
  const remedy =
    'Set what is missing with `npx wrangler secret put <NAME>`; locally in .dev.vars, then start again.';
  return health.state === 'off' ? broken('worker', says, remedy) : warning('worker', says, remedy);
}

/** Discord sends false signatures from time to time and takes the URL away from whoever does not refuse them. */
async function checkSignatureRefusal(context: DoctorContext, url: string): Promise<Finding> {
  const response = await call(context, `${url}/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 1 }),
  });
  await response?.arrayBuffer();
  if (response?.status === 401) return ok('signatures', 'The endpoint refuses what Discord has not signed.');
  return broken(
    'signatures',
    response
      ? `The endpoint answers an unsigned request with ${response.status} instead of 401; Discord would remove the URL.`
      : `The endpoint ${url}/interactions does not answer.`,
    'Set DISCORD_PUBLIC_KEY for the Worker, and let nothing before the Worker answer for it (proxy, login page).',
  );
}

async function call(context: DoctorContext, url: string, init: RequestInit): Promise<Response | undefined> {
  try {
    return await context.outside.fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
  } catch {
    return undefined;
  }
}

const publicUrl = ({ variables }: DoctorContext) => variables.PUBLIC_URL?.replace(/\/+$/, '');
const interactionsUrl = (context: DoctorContext) => {
  const url = publicUrl(context);
  return url ? `${url}/interactions` : undefined;
};

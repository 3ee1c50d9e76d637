import type { RESTGetCurrentApplicationResult } from 'discord-api-types/v10';
import {
  EventWebhookStatus,
  eventsNotAskedFor,
  eventsUrl,
  SUBSCRIBED_EVENTS,
} from '../../src/core/webhook-events/subscription.ts';
import { type DoctorContext, portal } from './context.ts';
import { type Finding, ok, skipped, warning } from './finding.ts';

const CHECK = 'event-webhook';
const LOST = 'Until then, people who take back their authorization stay signed in a few minutes longer.';

/** Whether Discord tells this installation when somebody takes back their authorization. */
export async function checkEventWebhook(context: DoctorContext): Promise<Finding[]> {
  const { PUBLIC_URL: publicUrl } = context.variables;
  if (!publicUrl)
    return [skipped(CHECK, 'The webhook events were not compared, because there is no usable PUBLIC_URL.')];
  const application = await context.application();
  const url = eventsUrl(publicUrl);
  const fault = faultOf(application, url);
  if (!fault) return [ok(CHECK, `Discord sends webhook events to ${url}.`)];
  const page = portal(application.id, 'webhooks');
  const remedy = `Run \`npm run deploy\`; or open ${page}, set the endpoint to ${url}, switch on Events, choose ${SUBSCRIBED_EVENTS.join(' and ')}, and save.`;
  return [warning(CHECK, `${fault} ${LOST}`, remedy)];
}

function faultOf(application: RESTGetCurrentApplicationResult, wanted: string): string | undefined {
  const { event_webhooks_url: url, event_webhooks_status: status } = application;
  if (!url) return 'Discord has no address for webhook events.';
  if (url !== wanted) return `Discord sends webhook events to ${url} and not to ${wanted}.`;
  if (Number(status) === EventWebhookStatus.offByDiscord)
    return 'Discord has switched the webhook events off, because too many were not taken.';
  if (Number(status) !== EventWebhookStatus.on) return 'The webhook events are switched off at Discord.';
  const lacking = eventsNotAskedFor(application);
  return lacking.length > 0
    ? `Discord is not asked for these webhook events: ${lacking.join(', ')}.`
    : undefined;
}

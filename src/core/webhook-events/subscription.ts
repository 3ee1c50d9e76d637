import type { APIApplication } from 'discord-api-types/v10';
import { WebhookEventType } from 'discord-interactions';
import { EVENTS_PATH } from './path.ts';

/** Discord's words for whether it sends events at all. @see https://docs.discord.com/developers/resources/application#application-object-application-event-webhook-status */
export const EventWebhookStatus = { off: 1, on: 2, offByDiscord: 3 } as const;

/** The events that Guildhall does something about. */
export const SUBSCRIBED_EVENTS: readonly string[] = [
  WebhookEventType.APPLICATION_AUTHORIZED,
  WebhookEventType.APPLICATION_DEAUTHORIZED,
];

/** An application's settings for webhook events, named as Discord names them. */
export interface EventSettings {
  event_webhooks_url: string;
  event_webhooks_status: 2;
  event_webhooks_types: string[];
}

type Application = Pick<
  APIApplication,
  'event_webhooks_url' | 'event_webhooks_status' | 'event_webhooks_types'
>;

export const eventsUrl = (publicUrl: string): string => `${publicUrl.replace(/\/+$/, '')}${EVENTS_PATH}`;

/** Subscribed events that the application does not ask for. */
export const eventsNotAskedFor = ({ event_webhooks_types: types = [] }: Application): string[] =>
  SUBSCRIBED_EVENTS.filter((type) => !types.some((there) => there === type));

/** What has to be set so that Discord posts our events to that address; events that somebody added stay. */
export function eventSettings(application: Application, publicUrl: string): EventSettings {
  return {
    event_webhooks_url: eventsUrl(publicUrl),
    event_webhooks_status: EventWebhookStatus.on,
    event_webhooks_types: [...(application.event_webhooks_types ?? []), ...eventsNotAskedFor(application)],
  };
}

/** Whether the settings are as they have to be. */
export const isSubscribed = (application: Application, publicUrl: string): boolean =>
  application.event_webhooks_url === eventsUrl(publicUrl) &&
  Number(application.event_webhooks_status) === EventWebhookStatus.on &&
  eventsNotAskedFor(application).length === 0;

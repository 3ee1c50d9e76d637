import * as v from 'valibot';
import { type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { grantsOf } from '../../../core/live/grants.ts';
import { readFilter } from '../../../core/live/live-filter.ts';
import { PolledSchema, pollEvents } from '../../../core/live/poll-events.ts';

const list = (about: string) =>
  v.optional(v.pipe(v.string(), v.maxLength(2_000, 'That is too long.'), v.description(about)));

/** The live stream for programs; core/http answers the same address when a WebSocket or an event stream is asked for. */
export const liveRoute: ApiRoute = defineRoute({
  method: 'GET',
  path: '/live',
  summary: 'What has happened since',
  description:
    'Ask again with `next` as `since` and nothing is missed or told twice. The same address is a WebSocket, and a stream of ' +
    'Server-Sent Events for `Accept: text/event-stream`; both take the same values and `Last-Event-ID`. A key sees what the ' +
    'features that it may read tell. Over a WebSocket, send `{"ack": <events you are done with>}` from time to time: with 64 ' +
    'events unanswered the stream waits, then asks you to come back with your last id.',
  access: 'hub:live',
  query: v.object({
    since: v.optional(
      v.pipe(
        v.string(),
        v.maxLength(64, 'That is too long.'),
        v.description(
          'Id of the last event you have, 0 for all, or a time; without it the answer only gives `next`.',
        ),
      ),
    ),
    type: list('Only these types, with commas between them: `record.*,announcement.posted`.'),
    subject: list('Only these subjects, with commas between them: `conversation:<id>`.'),
    limit: v.optional(
      v.pipe(
        v.number('Give a number.'),
        v.integer('Give a whole number.'),
        v.minValue(1, 'At least 1.'),
        v.maxValue(100, 'At most 100.'),
      ),
      100,
    ),
  }),
  answers: { 200: PolledSchema },
  handle: async ({ ctx, query }) => {
    const { since, type = '', subject = '', limit } = query;
    const filter = readFilter(new URLSearchParams({ type, subject }));
    return pollEvents(ctx, { grants: await grantsOf(ctx), person: undefined }, filter, { since, limit });
  },
});

import { refusal } from '../errors.ts';
import type { StoredGuild, StoredScheduledEvent } from '../model.ts';
import { can, guildPermissions, Permission, reachGuild } from '../permissions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { Check, type Dict, Fields } from '../validation/check.ts';
import { userById, viewMember } from '../views.ts';

const BASE = '/guilds/:guild/scheduled-events';
const EXTERNAL = 3;

export const scheduledEventRoutes: Route[] = [
  {
    method: 'GET',
    path: BASE,
    auth: 'bot',
    handle: (context) => {
      const guild = reachGuild(context.state, context.userId, param(context, 'guild'));
      return eventsOf(context.state, guild).map((event) => show(context, event));
    },
  },
  { method: 'POST', path: BASE, auth: 'bot', handle: create },
  { method: 'GET', path: `${BASE}/:event`, auth: 'bot', handle: (context) => show(context, find(context)) },
  { method: 'PATCH', path: `${BASE}/:event`, auth: 'bot', handle: edit },
  { method: 'DELETE', path: `${BASE}/:event`, auth: 'bot', handle: remove },
  { method: 'GET', path: `${BASE}/:event/users`, auth: 'bot', handle: listUsers },
];

function eventsOf(state: LocalState, guild: StoredGuild): StoredScheduledEvent[] {
  return [...state.data.scheduledEvents.values()].filter((event) => event.guild_id === guild.id);
}

function find(context: RouteContext): StoredScheduledEvent {
  const guild = reachGuild(context.state, context.userId, param(context, 'guild'));
  const event = context.state.data.scheduledEvents.get(param(context, 'event'));
  if (event?.guild_id !== guild.id) throw refusal(10070);
  return event;
}

function show(context: RouteContext, event: StoredScheduledEvent): Dict {
  const counted = context.query.get('with_user_count') === 'true';
  return {
    ...viewScheduledEvent(context.state, event),
    ...(counted ? { user_count: event.interested.length } : {}),
  };
}

export function viewScheduledEvent(state: LocalState, event: StoredScheduledEvent): Dict {
  const { interested: _, ...view } = event;
  return {
    ...view,
    creator: userById(state, event.creator_id),
    privacy_level: 2,
    entity_id: null,
    image: null,
    recurrence_rule: null,
    guild_scheduled_event_exceptions: [],
  };
}

/** CREATE_EVENTS makes and changes one's own; MANAGE_EVENTS those of others, too. */
function requireRight(context: RouteContext, guild: StoredGuild, event?: StoredScheduledEvent): void {
  const member = guild.members.get(context.userId);
  const held = member ? guildPermissions(guild, member) : 0n;
  const own = event === undefined || event.creator_id === context.userId;
  const enough = own ? Permission.CreateEvents | Permission.ManageEvents : Permission.ManageEvents;
  const needed = event === undefined ? Permission.CreateEvents : enough;
  if ((held & needed) === 0n) throw refusal(50013);
}

function readTime(fields: Fields, key: string, required: boolean): string | undefined {
  const text = fields.string(key, { required });
  if (text === undefined || !Number.isNaN(Date.parse(text))) return text && new Date(text).toISOString();
  return fields.check.at(key).fail('DATE_TIME_TYPE_PARSE', `Could not parse ${text}. Should be ISO8601.`);
}

function readEvent(context: RouteContext, before?: StoredScheduledEvent): Partial<StoredScheduledEvent> {
  const check = new Check();
  const fields = new Fields(check, context.body ?? {});
  const required = before === undefined;
  const type = fields.choice('entity_type', [1, 2, EXTERNAL], { required }) ?? before?.entity_type;
  if (required) fields.choice('privacy_level', [2], { required: true });
  const external = type === EXTERNAL;
  const metadata = fields.dict('entity_metadata', { required: required && external });
  const start = readTime(fields, 'scheduled_start_time', required);
  const end = readTime(fields, 'scheduled_end_time', required && external);
  const values = {
    name: fields.string('name', { required, min: 1, max: 100 }),
    description: fields.string('description', { max: 1000 }),
    entity_type: type,
    channel_id: fields.snowflake('channel_id', { required: required && !external }),
    entity_metadata: metadata && {
      location: metadata.string('location', { required: external, min: 1, max: 100 }) ?? '',
    },
    scheduled_start_time: start,
    scheduled_end_time: end,
    status: required ? undefined : fields.choice('status', [1, 2, 3, 4]),
  };
  const startsAt = start ?? before?.scheduled_start_time;
  if (start !== undefined && Date.parse(start) <= context.state.now())
    check
      .at('scheduled_start_time')
      .fail('GUILD_SCHEDULED_EVENT_SCHEDULE_PAST', 'Cannot schedule event in the past.');
  if (end !== undefined && startsAt !== undefined && Date.parse(end) <= Date.parse(startsAt))
    check
      .at('scheduled_end_time')
      .fail('GUILD_SCHEDULED_EVENT_END_BEFORE_START', 'Cannot schedule event to end before it starts.');
  const step = `${before?.status}>${values.status}`;
  const keeps = values.status === undefined || values.status === before?.status;
  if (!keeps && !['1>2', '2>3', '1>4'].includes(step))
    check
      .at('status')
      .fail('GUILD_SCHEDULED_EVENT_STATUS_INVALID', 'Invalid Guild Scheduled Event Status Update');
  check.done();
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function create(context: RouteContext): unknown {
  const { state, userId } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'));
  requireRight(context, guild);
  const values = readEvent(context);
  if (values.channel_id) {
    const channel = state.data.channels.get(values.channel_id);
    if (!channel || !can(state, userId, channel, Permission.ViewChannel)) throw refusal(10003);
  }
  if (eventsOf(state, guild).filter((event) => event.status <= 2).length >= 100) throw refusal(30038);
  const event: StoredScheduledEvent = {
    id: state.id(),
    guild_id: guild.id,
    creator_id: userId,
    name: '',
    description: null,
    entity_type: EXTERNAL,
    channel_id: null,
    entity_metadata: null,
    scheduled_start_time: '',
    scheduled_end_time: null,
    status: 1,
    interested: [],
    ...values,
  };
  state.data.scheduledEvents.set(event.id, event);
  tell(context, 'CREATE', event);
  return show(context, event);
}

function edit(context: RouteContext): unknown {
  const event = find(context);
  requireRight(context, reachGuild(context.state, context.userId, event.guild_id), event);
  Object.assign(event, readEvent(context, event));
  tell(context, 'UPDATE', event);
  return show(context, event);
}

function remove(context: RouteContext): void {
  const event = find(context);
  requireRight(context, reachGuild(context.state, context.userId, event.guild_id), event);
  context.state.data.scheduledEvents.delete(event.id);
  tell(context, 'DELETE', event);
}

function listUsers(context: RouteContext): unknown {
  const { state, query } = context;
  const event = find(context);
  const guild = state.data.guilds.get(event.guild_id);
  return event.interested.slice(0, Number(query.get('limit') ?? 100)).map((id) => {
    const member = query.get('with_member') === 'true' ? guild?.members.get(id) : undefined;
    return {
      guild_scheduled_event_id: event.id,
      user_id: id,
      response: 1,
      user: userById(state, id),
      ...(member ? { member: viewMember(state, member) } : {}),
    };
  });
}

/** Marks a user as interested, or no longer, as the button under an event does. */
export function setInterest(state: LocalState, eventId: string, userId: string, on: boolean): void {
  const event = state.data.scheduledEvents.get(eventId);
  if (!event) throw refusal(10070);
  if (!state.data.guilds.get(event.guild_id)?.members.has(userId)) throw refusal(10007);
  if (event.interested.includes(userId) === on) return;
  event.interested = on ? [...event.interested, userId] : event.interested.filter((id) => id !== userId);
  state.dispatch({
    t: `GUILD_SCHEDULED_EVENT_USER_${on ? 'ADD' : 'REMOVE'}`,
    d: { guild_scheduled_event_id: event.id, user_id: userId, guild_id: event.guild_id },
    guild_id: event.guild_id,
    audience: 'gateway',
  });
}

function tell(context: RouteContext, what: string, event: StoredScheduledEvent): void {
  context.state.dispatch({
    t: `GUILD_SCHEDULED_EVENT_${what}`,
    d: show(context, event),
    guild_id: event.guild_id,
    audience: 'gateway',
  });
}

import { deauthorize } from './authorizations.ts';
import type { CallFilter, RecordedCall } from './call-log.ts';
import { dropChannel } from './channels.ts';
import { emptyDraft } from './draft.ts';
import { DiscordError, refusal } from './errors.ts';
import * as fixtures from './fixtures.ts';
import { createGatewayControl, type GatewayControl } from './gateway/control.ts';
import {
  type ControlInteraction,
  type InteractionOutcome,
  runInteraction,
} from './interactions/control-run.ts';
import { deleteMessage, editMessage } from './messages.ts';
import type {
  StoredChannel,
  StoredGuild,
  StoredInteraction,
  StoredMember,
  StoredMessage,
  StoredRole,
  StoredUser,
} from './model.ts';
import { addReaction, readEmoji, removeReaction } from './reactions.ts';
import { setInterest } from './routes/scheduled-events.ts';
import type { ScriptedAnswer } from './scripts.ts';
import { compareSnowflakes } from './snowflake.ts';
import type { LocalState } from './state.ts';
import { archiveIdleThreads } from './threads.ts';
import type { Dict } from './validation/check.ts';
import { viewMessage } from './views.ts';
import type { EventDelivery } from './webhook-events/webhook-events.ts';
import type { World } from './world.ts';

export interface InteractionReport {
  interaction: StoredInteraction;
  /** `@original` as it stands now; null before an answer or after its deletion. */
  original: Dict | null;
  followups: Dict[];
}

/** What tests and the `/_control` API can do to the local Discord; everything takes effect at once. */
export interface Control {
  gateway: GatewayControl;
  calls(filter?: CallFilter): RecordedCall[];
  clearCalls(): void;
  script(script: ScriptedAnswer): void;
  scripts(): ScriptedAnswer[];
  clearScripts(): void;
  /** Moves the local clock and answers it, in unix ms. */
  clock(change?: { now?: number; advanceMs?: number }): number;
  rateLimits(enabled: boolean): void;
  user(fixture: fixtures.UserFixture): StoredUser;
  setUser(userId: string, change: { dmsClosed?: boolean; locale?: string; username?: string }): StoredUser;
  guild(fixture: fixtures.GuildFixture): StoredGuild;
  role(guildId: string, fixture: fixtures.RoleFixture): StoredRole;
  member(guildId: string, fixture: fixtures.MemberFixture): StoredMember;
  removeMember(guildId: string, userId: string): void;
  channel(fixture: fixtures.ChannelFixture): StoredChannel;
  removeChannel(channelId: string): void;
  thread(fixture: fixtures.ThreadFixture): StoredChannel;
  message(fixture: fixtures.MessageFixture): StoredMessage;
  editMessage(channelId: string, messageId: string, content: string): StoredMessage;
  deleteMessage(channelId: string, messageId: string): void;
  react(channelId: string, messageId: string, userId: string, emoji: string): void;
  unreact(channelId: string, messageId: string, userId: string, emoji: string): void;
  /** Marks a user as interested in a scheduled event, or no longer. */
  interest(eventId: string, userId: string, on: boolean): void;
  application(change: Dict): Dict;
  /** Takes back whatever somebody let the application do, as they can in their settings at Discord. */
  deauthorize(userId: string): void;
  /** Posts any webhook event to the application, asked for or not; how its first attempt went. */
  webhookEvent(event: { type: string; data: Dict }): Promise<EventDelivery>;
  /** The webhook events since the start, oldest first, and how they fared. */
  webhookEvents(): EventDelivery[];
  /** Runs a signed interaction as the client would and waits for the first answer. */
  interaction(request: ControlInteraction): Promise<InteractionOutcome>;
  interactionState(interactionId: string): InteractionReport;
  /** Back to the state right after start (same keys, ids and token); calls, scripts and rate limits are emptied. */
  reset(): void;
}

export function createControl(world: World, resetState: () => void): Control {
  const { calls, scripts, limits } = world;
  const state: LocalState = world.state;
  const guildOf = (id: string) => {
    const guild = state.data.guilds.get(id);
    if (!guild) throw refusal(10004);
    return guild;
  };
  const reach = (channelId: string, messageId: string) => {
    const channel = state.data.channels.get(channelId);
    const message = state.data.messages.get(channelId)?.get(messageId);
    if (!channel || !message) throw refusal(channel ? 10008 : 10003);
    return { channel, message };
  };
  return {
    gateway: createGatewayControl(world.gateway, state),
    calls: (filter) => calls.list(filter),
    clearCalls: () => calls.clear(),
    script: (script) => scripts.add(script),
    scripts: () => scripts.list(),
    clearScripts: () => scripts.clear(),
    clock(change = {}) {
      if (change.now !== undefined) state.data.clockOffset += change.now - state.now();
      if (change.advanceMs !== undefined) state.data.clockOffset += change.advanceMs;
      archiveIdleThreads(state);
      world.events.catchUp();
      state.touch();
      return state.now();
    },
    rateLimits(enabled) {
      limits.enabled = enabled;
    },
    user: (fixture) => fixtures.putUser(state, fixture),
    setUser(userId, change) {
      const user = state.data.users.get(userId);
      if (!user) throw refusal(10013);
      if (change.dmsClosed !== undefined) user.dms_closed = change.dmsClosed;
      if (change.locale !== undefined) user.locale = change.locale;
      if (change.username !== undefined) user.username = change.username;
      state.touch();
      return user;
    },
    guild: (fixture) => fixtures.putGuild(state, fixture),
    role: (guildId, fixture) => fixtures.putRole(state, guildOf(guildId), fixture),
    member: (guildId, fixture) => fixtures.putMember(state, guildOf(guildId), fixture),
    removeMember: (guildId, userId) => fixtures.dropMember(state, guildOf(guildId), userId),
    channel(fixture) {
      guildOf(fixture.guild_id);
      return fixtures.putChannel(state, fixture);
    },
    removeChannel(channelId) {
      const channel = state.data.channels.get(channelId);
      if (!channel) throw refusal(10003);
      dropChannel(state, channel);
    },
    thread: (fixture) => fixtures.putThread(state, fixture),
    message: (fixture) => fixtures.putMessage(state, fixture),
    editMessage: (channelId, messageId, content) =>
      editMessage(state, reach(channelId, messageId).message, emptyDraft(content)),
    deleteMessage: (channelId, messageId) => deleteMessage(state, reach(channelId, messageId).message),
    react(channelId, messageId, userId, emoji) {
      const { channel, message } = reach(channelId, messageId);
      addReaction(state, channel, message, userId, readEmoji(state, emoji));
    },
    unreact(channelId, messageId, userId, emoji) {
      const { channel, message } = reach(channelId, messageId);
      removeReaction(state, channel, message, userId, readEmoji(state, emoji));
    },
    interest: (eventId, userId, on) => setInterest(state, eventId, userId, on),
    application(change) {
      Object.assign(state.data.application, change, { id: state.data.application.id });
      state.touch();
      return { ...state.data.application };
    },
    deauthorize: (userId) => deauthorize(world, userId),
    webhookEvent: ({ type, data }) => world.events.send(type, data),
    webhookEvents: () => world.events.list(),
    interaction: (request) => runInteraction(world, request),
    interactionState(interactionId) {
      const interaction = state.data.interactions.get(interactionId);
      if (!interaction) throw new DiscordError(404, 10062, 'Unknown interaction');
      const view = (id: string | null) => {
        const message = id === null ? undefined : state.data.messages.get(interaction.channel_id)?.get(id);
        return message ? [viewMessage(state, message, interaction.user_id)] : [];
      };
      return {
        interaction,
        original: view(interaction.original_id)[0] ?? null,
        followups: [...interaction.followups].sort(compareSnowflakes).flatMap(view),
      };
    },
    reset() {
      world.gateway.close();
      world.events.clear();
      resetState();
      world.gateway.reset();
      calls.clear();
      scripts.clear();
      limits.reset();
      limits.enabled = true;
    },
  };
}

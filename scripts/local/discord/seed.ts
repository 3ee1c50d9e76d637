import { openDm } from './channels.ts';
import { putChannel, putGuild, putMember, putMessage, putRole, putThread, putUser } from './fixtures.ts';
import { makePng } from './images.ts';
import { Permission } from './permissions.ts';
import { addWebhook } from './routes/webhooks.ts';
import { talk } from './seed-talk.ts';
import { snowflakeAt } from './snowflake.ts';
import type { LocalState } from './state.ts';

/** 1 November 2026, 09:00 UTC: when the demo guild was made. */
const FOUNDED = Date.UTC(2026, 10, 1, 9);
/** 19 November 2026, 09:00 UTC: when its conversations begin; one message every four minutes. */
const TALK = Date.UTC(2026, 10, 19, 9);

const id = (sequence: number) => snowflakeAt(FOUNDED, sequence);
/** The lines of `talk` have ids in order; this is the id of the nth, from 0. */
const lineId = (index: number) => snowflakeAt(TALK + index * 4 * 60_000, 1);

const person = (sequence: number, username: string, name: string) => ({ id: id(sequence), username, name });

/** Ids and names of the demo, the same at every start. */
export const demo = {
  applicationId: id(1),
  users: {
    ada: person(10, 'ada.keller', 'Ada'),
    bruno: person(11, 'bruno.bench', 'Bruno'),
    chiyo: person(12, 'chiyo.coils', 'Chiyo'),
    dora: person(13, 'dora.desk', 'Dora'),
    emil: person(14, 'emil.eos', 'Emil'),
    fatima: person(15, 'fatima.f', 'Fatima'),
    gus: person(16, 'gus.gottlieb', 'Gus'),
    hana: person(17, 'hana.h', 'Hana'),
    ivo: person(18, 'ivo.plays', 'Ivo'),
  },
  guilds: {
    workshop: { id: id(100), name: 'Silverball Workshop' },
    racing: { id: id(200), name: 'Harbor Racing Club' },
  },
  roles: {
    member: id(110),
    maintainer: id(111),
    bot: id(112),
    staff: id(113),
    admin: id(114),
    racingBot: id(210),
    driver: id(211),
  },
  channels: {
    museum: id(120),
    general: id(121),
    workshop: id(122),
    parts: id(123),
    records: id(124),
    support: id(125),
    staff: id(126),
    voice: id(127),
    hosting: id(140),
    serverStatus: id(141),
    status: id(142),
    maintenance: id(143),
    billing: id(144),
    alerts: id(145),
    racingGeneral: id(220),
    racingSignup: id(221),
  },
  webhook: { id: id(130), token: 'demo-webhook-token-of-the-records-log-channel-0123456789abcdefghijkl' },
  messages: {
    /** Dora's report of the broken Sea Serpent; four replies hang on it. */
    report: lineId(talk.findIndex((line) => line.key === 'report')),
    /** Bruno's photo of the burnt connector. */
    photo: lineId(talk.findIndex((line) => line.key === 'photo')),
    /** The thread opened on this message has its id. */
    rebuild: lineId(talk.findIndex((line) => line.key === 'rebuild')),
  },
} as const;

type Person = keyof typeof demo.users;

/** Fills an empty state with the demo guild, the racing club, and their people. */
export function seedDemo(state: LocalState): void {
  for (const { id: userId, username, name } of Object.values(demo.users))
    putUser(state, { id: userId, username, global_name: name });
  // Ada owns the application here; the unnamed developer of an empty state goes.
  state.data.users.delete(state.data.application.owner_id);
  state.data.application.owner_id = demo.users.ada.id;
  seedWorkshop(state);
  seedRacing(state);
}

function seedWorkshop(state: LocalState): void {
  const { roles, channels, users } = demo;
  const guild = putGuild(state, { ...demo.guilds.workshop, owner_id: users.ada.id, bot_permissions: null });
  putRole(state, guild, { id: roles.member, name: 'Member', position: 1 });
  putRole(state, guild, {
    id: roles.maintainer,
    name: 'Maintainer',
    position: 2,
    color: 0x3b82c4,
    hoist: true,
    mentionable: true,
  });
  putRole(state, guild, {
    id: roles.bot,
    name: 'Guildhall',
    position: 3,
    managed: true,
    bot_id: state.data.botId,
    permissions: BOT_PERMISSIONS.toString(),
  });
  putRole(state, guild, {
    id: roles.staff,
    name: 'Staff',
    position: 4,
    color: 0x2f9e6e,
    hoist: true,
    permissions: (
      Permission.ManageMessages |
      Permission.ManageThreads |
      Permission.ModerateMembers |
      Permission.PinMessages
    ).toString(),
  });
  putRole(state, guild, {
    id: roles.admin,
    name: 'Admin',
    position: 5,
    color: 0xd9902f,
    hoist: true,
    permissions: Permission.Administrator.toString(),
  });
  const member = (who: Person, ...held: string[]) =>
    putMember(state, guild, { user_id: users[who].id, roles: held });
  member('ada', roles.admin, roles.staff, roles.member);
  member('bruno', roles.maintainer, roles.staff, roles.member);
  member('chiyo', roles.maintainer, roles.member);
  member('emil', roles.maintainer, roles.member);
  member('dora', roles.staff, roles.member);
  member('fatima', roles.staff, roles.member);
  member('gus', roles.maintainer, roles.member);
  member('hana', roles.member);
  member('ivo', roles.member);
  putMember(state, guild, { user_id: state.data.botId, roles: [roles.bot] });

  const add = (channelId: string, name: string, topic: string | null, type = 0) =>
    putChannel(state, {
      id: channelId,
      guild_id: guild.id,
      name,
      topic,
      type,
      parent_id: type === 4 ? null : channels.museum,
    });
  add(channels.museum, 'Museum', null, 4);
  add(channels.general, 'general', 'Everything that has no better place');
  add(channels.workshop, 'workshop', 'What is on the bench: symptoms, finds, repairs');
  add(channels.parts, 'parts', 'Stock, orders, drawers');
  const log = add(channels.records, 'records-log', 'Every new record is announced here');
  add(channels.support, 'support', 'Visitors ask, staff answers');
  const staff = add(channels.staff, 'staff-only', 'Budget, shifts, grants');
  add(channels.voice, 'Bench talk', null, 2);
  guild.system_channel_id = channels.general;
  const seen = Permission.ViewChannel.toString();
  staff.overwrites = [
    { id: guild.id, type: 0, allow: '0', deny: seen },
    { id: roles.staff, type: 0, allow: seen, deny: '0' },
    { id: roles.bot, type: 0, allow: seen, deny: '0' },
  ];
  addWebhook(state, log, users.ada.id, 'Records', demo.webhook);
  seedHosting(state);
  seedTalk(state);
}

/** Channels of the demo server that tell of servers, incidents and payments; adds those that an older state has not. */
export function seedHosting(state: LocalState): void {
  const { roles, channels } = demo;
  const guildId = demo.guilds.workshop.id;
  const add = (channelId: string, name: string, topic: string | null, seenBy?: string) => {
    if (state.data.channels.has(channelId)) return;
    const seen = Permission.ViewChannel.toString();
    const only = [
      { id: guildId, type: 0 as const, allow: '0', deny: seen },
      ...[seenBy ?? '', roles.bot].map((role) => ({ id: role, type: 0 as const, allow: seen, deny: '0' })),
    ];
    putChannel(state, {
      id: channelId,
      guild_id: guildId,
      name,
      topic,
      type: topic === null ? 4 : 0,
      parent_id: topic === null ? null : channels.hosting,
      ...(seenBy ? { permission_overwrites: only } : {}),
    });
  };
  add(channels.hosting, 'Hosting', null);
  add(channels.serverStatus, 'server-status', 'What the game servers do, by itself');
  add(channels.status, 'status', 'What does not work, and when it does again');
  add(channels.maintenance, 'maintenance', 'Planned work');
  add(channels.billing, 'billing', 'Payments, invoices, refunds; for admins', roles.admin);
  add(channels.alerts, 'alerts', 'What somebody has to look at now; for staff', roles.staff);
}

const BOT_PERMISSIONS =
  Permission.ViewChannel |
  Permission.SendMessages |
  Permission.SendMessagesInThreads |
  Permission.CreatePublicThreads |
  Permission.CreatePrivateThreads |
  Permission.ManageThreads |
  Permission.ManageMessages |
  Permission.PinMessages |
  Permission.ManageChannels |
  Permission.ManageRoles |
  Permission.ManageWebhooks |
  Permission.EmbedLinks |
  Permission.AttachFiles |
  Permission.AddReactions |
  Permission.UseExternalEmojis |
  Permission.ReadMessageHistory |
  Permission.MentionEveryone |
  Permission.ManageEvents |
  Permission.CreateEvents |
  Permission.UseApplicationCommands;

function seedTalk(state: LocalState): void {
  const keys = new Map<string, string>();
  talk.forEach((line, index) => {
    const messageId = lineId(index);
    if (line.key !== undefined) keys.set(line.key, messageId);
    const author = Object.entries(demo.users).find(([name]) => name === line.who)?.[1].id ?? '';
    putMessage(state, {
      id: messageId,
      channel_id: line.thread === undefined ? demo.channels[line.channel] : (keys.get(line.thread) ?? ''),
      author_id: author,
      content: line.text,
      reply_to: line.replyTo === undefined ? undefined : keys.get(line.replyTo),
      files: line.photo
        ? [
            {
              field: 'files[0]',
              filename: 'j115-burnt.png',
              content_type: 'image/png',
              bytes: connectorPhoto(),
            },
          ]
        : undefined,
    });
    if (line.key === 'rebuild') {
      putThread(state, {
        channel_id: demo.channels.workshop,
        owner_id: demo.users.bruno.id,
        name: 'Sea Serpent rebuild',
        message_id: messageId,
        id: snowflakeAt(TALK + index * 4 * 60_000 + 1000, 1),
      });
    }
  });
}

/** A drawn nine-pin connector, two of its pins burnt brown. */
function connectorPhoto(): Buffer {
  return makePng(360, 180, (x, y) => {
    const pin = Math.floor((x - 20) / 36);
    const inHousing = x > 14 && x < 346 && y > 50 && y < 130;
    const inPin = inHousing && (x - 20) % 36 < 22 && (x - 20) % 36 >= 0 && y > 68 && y < 112;
    const burnt = pin === 4 || pin === 5;
    const grain = (x * 7 + y * 13) % 11;
    if (inPin) return burnt ? [70 + grain, 42 + grain, 24] : [196 + grain, 190 + grain, 160];
    if (inHousing) return burnt ? [150 - grain, 108 - grain, 62] : [232 - grain, 226 - grain, 204];
    return [28 + grain, 84 + grain, 52 + grain];
  });
}

function seedRacing(state: LocalState): void {
  const { roles, channels, users } = demo;
  const guild = putGuild(state, { ...demo.guilds.racing, owner_id: users.fatima.id, bot_permissions: null });
  putRole(state, guild, {
    id: roles.driver,
    name: 'Driver',
    position: 1,
    color: 0xc2413b,
    mentionable: true,
  });
  putRole(state, guild, {
    id: roles.racingBot,
    name: 'Guildhall',
    position: 2,
    managed: true,
    bot_id: state.data.botId,
    permissions: BOT_PERMISSIONS.toString(),
  });
  putMember(state, guild, { user_id: users.gus.id, roles: [roles.driver] });
  putMember(state, guild, { user_id: users.ivo.id, roles: [roles.driver] });
  putMember(state, guild, { user_id: state.data.botId, roles: [roles.racingBot] });
  putChannel(state, {
    id: channels.racingGeneral,
    guild_id: guild.id,
    name: 'paddock',
    topic: 'Harbor talk',
  });
  putChannel(state, {
    id: channels.racingSignup,
    guild_id: guild.id,
    name: 'sign-up',
    topic: 'Who drives when',
  });
  const say = (sequence: number, who: Person, content: string) =>
    putMessage(state, {
      id: snowflakeAt(TALK + sequence * 60_000, 2),
      channel_id: channels.racingGeneral,
      author_id: users[who].id,
      content,
    });
  say(1, 'fatima', 'Next race day is 6 December, six hours, teams of three.');
  say(2, 'ivo', 'I take any stint but the first.');
  say(3, 'gus', 'Then the first is mine.');
  openDm(state, state.data.botId, users.gus.id, id(230));
}

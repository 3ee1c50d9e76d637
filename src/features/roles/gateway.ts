import { defineGatewayHandler, type GatewayHandler } from '../../core/gateway/handler.ts';

const hear = () => import('./syncing/hear-discord.ts');
const ofMembers = ['GUILD_MEMBERS'] as const;
const ofRoles = ['GUILDS'] as const;

/** Joins, leaves and changes of roles, so that nobody has to wait for the next check. */
export const rolesGateway: readonly GatewayHandler[] = [
  defineGatewayHandler({
    event: 'GUILD_MEMBER_ADD',
    intents: ofMembers,
    wants: ({ user }) => !user.bot,
    handle: async (runtime, event) => (await hear()).hearJoin(runtime, event),
  }),
  defineGatewayHandler({
    event: 'GUILD_MEMBER_UPDATE',
    intents: ofMembers,
    wants: ({ user, roles }) => !user.bot && Array.isArray(roles),
    handle: async (runtime, event) => (await hear()).hearMemberChange(runtime, event),
  }),
  defineGatewayHandler({
    event: 'GUILD_MEMBER_REMOVE',
    intents: ofMembers,
    wants: ({ user }) => !user.bot,
    handle: async (runtime, event) => (await hear()).hearLeave(runtime, event),
  }),
  defineGatewayHandler({
    event: 'GUILD_ROLE_UPDATE',
    intents: ofRoles,
    wants: () => true,
    handle: async (runtime, event) => (await hear()).hearRoleChange(runtime, event),
  }),
  defineGatewayHandler({
    event: 'GUILD_ROLE_DELETE',
    intents: ofRoles,
    wants: () => true,
    handle: async (runtime, event) => (await hear()).hearRoleDelete(runtime, event),
  }),
];

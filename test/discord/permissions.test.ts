import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import fc from 'fast-check';
import {
  flagsWithIntents,
  INTENTS,
  type IntentName,
  intentBits,
  intentNames,
  intentsNotEnabled,
} from '../../src/discord/intents.ts';
import { inviteUrl } from '../../src/discord/invite.ts';
import {
  computeChannelPermissions,
  hasPermission,
  missingPermissions,
  PERMISSION_NAMES,
  PERMISSIONS,
  type PermissionName,
  permissionBits,
  permissionLabels,
  permissionNames,
} from '../../src/discord/permissions.ts';

const someNames = fc.uniqueArray(fc.constantFrom(...PERMISSION_NAMES));
const GUILD = '100000000000000001';
const STAFF = '100000000000000002';
const MEMBER = { userId: '100000000000000009', roleIds: [STAFF] };

function guildWith(everyone: PermissionName[], staff: PermissionName[] = []) {
  return {
    id: GUILD,
    ownerId: '100000000000000008',
    roles: [
      { id: GUILD, permissions: permissionBits(everyone) },
      { id: STAFF, permissions: permissionBits(staff) },
    ],
  };
}

function overwrite(id: string, type: 0 | 1, part: { allow?: PermissionName[]; deny?: PermissionName[] }) {
  return { id, type, allow: permissionBits(part.allow ?? []), deny: permissionBits(part.deny ?? []) };
}

describe('permissions', () => {
  it("has exactly the bits that Discord's published types know", () => {
    const published = new Set(Object.values(PermissionFlagsBits));
    assert.deepEqual(new Set(PERMISSION_NAMES.map((name) => PERMISSIONS[name].bit)), published);
    assert.equal(PERMISSIONS.BYPASS_SLOWMODE.bit, 1n << 52n);
    assert.equal(PERMISSIONS.PIN_MESSAGES.bit, PermissionFlagsBits.PinMessages);
  });

  it('a set of names and its integer are the same thing', () => {
    fc.assert(
      fc.property(someNames, (names) => {
        assert.deepEqual(new Set(permissionNames(permissionBits(names))), new Set(names));
      }),
    );
    assert.equal(permissionBits(['VIEW_CHANNEL', 'BYPASS_SLOWMODE']), '4503599627371520');
  });

  it('names exactly what a too small integer lacks; leaving a need out never makes it larger', () => {
    fc.assert(
      fc.property(someNames, someNames, (have, need) => {
        const missing = missingPermissions(permissionBits(have), need);
        const expected = have.includes('ADMINISTRATOR') ? [] : need.filter((name) => !have.includes(name));
        assert.deepEqual(new Set(missing), new Set(expected));
        assert.deepEqual(missing, missingPermissions(BigInt(permissionBits(have)), permissionBits(need)));
        assert.ok(BigInt(permissionBits(need.slice(1))) <= BigInt(permissionBits(need)));
      }),
    );
    assert.equal(
      permissionLabels(missingPermissions('0', ['MANAGE_ROLES', 'PIN_MESSAGES'])),
      'Manage Roles, Pin Messages',
    );
  });

  it('applies overwrites in Discord’s order: everyone, roles together, the member last', () => {
    const guild = guildWith(['VIEW_CHANNEL', 'SEND_MESSAGES']);
    const denied = [overwrite(GUILD, 0, { deny: ['SEND_MESSAGES'] })];
    const allowedAgain = [...denied, overwrite(STAFF, 0, { allow: ['SEND_MESSAGES', 'ATTACH_FILES'] })];
    const deniedForOne = [...allowedAgain, overwrite(MEMBER.userId, 1, { deny: ['SEND_MESSAGES'] })];
    const names = (overwrites: ReturnType<typeof overwrite>[]) =>
      permissionNames(computeChannelPermissions(MEMBER, guild, overwrites));
    assert.deepEqual(names(denied), ['VIEW_CHANNEL']);
    assert.deepEqual(names(allowedAgain), ['VIEW_CHANNEL', 'SEND_MESSAGES', 'ATTACH_FILES']);
    assert.deepEqual(names(deniedForOne), ['VIEW_CHANNEL'], 'without sending there is no attaching either');
    assert.deepEqual(
      names([overwrite(GUILD, 0, { deny: ['VIEW_CHANNEL'] })]),
      [],
      'hidden means nothing at all',
    );
    const foreign = [overwrite(MEMBER.userId, 0, { deny: ['VIEW_CHANNEL'] })];
    assert.equal(names(foreign).length, 2, 'a role overwrite never meets a member with the same number');
  });

  it('lets owner and administrators do everything, and members in timeout only read', () => {
    const guild = guildWith(['VIEW_CHANNEL', 'SEND_MESSAGES', 'READ_MESSAGE_HISTORY'], ['ADMINISTRATOR']);
    const shut = [overwrite(GUILD, 0, { deny: ['VIEW_CHANNEL'] })];
    const plain = { ...MEMBER, roleIds: [] };
    assert.ok(hasPermission(computeChannelPermissions(MEMBER, guild, shut), 'MANAGE_GUILD'));
    const owner = computeChannelPermissions({ userId: guild.ownerId, roleIds: [] }, guild, shut);
    assert.ok(permissionNames(owner).length === PERMISSION_NAMES.length);
    const muted = computeChannelPermissions({ ...plain, timedOut: true }, guild, []);
    assert.deepEqual(permissionNames(muted), ['VIEW_CHANNEL', 'READ_MESSAGE_HISTORY']);
    const timedOutAdmin = computeChannelPermissions({ ...MEMBER, timedOut: true }, guild, shut);
    assert.ok(hasPermission(timedOutAdmin, 'SEND_MESSAGES'));
  });
});

describe('intents', () => {
  it('a set of names and its number are the same thing', () => {
    const names = fc.uniqueArray(fc.constantFrom(...(Object.keys(INTENTS) as IntentName[])));
    fc.assert(
      fc.property(names, (some) => assert.deepEqual(new Set(intentNames(intentBits(some))), new Set(some))),
    );
    assert.equal(intentBits(['GUILDS', 'GUILD_MESSAGES', 'MESSAGE_CONTENT']), 33_281);
  });

  it('says which switches the application still lacks, and which flags set them', () => {
    const need: IntentName[] = ['GUILDS', 'GUILD_MEMBERS', 'MESSAGE_CONTENT'];
    assert.deepEqual(intentsNotEnabled(0, need), ['GUILD_MEMBERS', 'MESSAGE_CONTENT']);
    assert.deepEqual(intentsNotEnabled(1 << 15, need), ['MESSAGE_CONTENT'], 'limited is enough');
    assert.deepEqual(intentsNotEnabled((1 << 14) | (1 << 18), need), [], 'full is enough');
    assert.equal(flagsWithIntents(1 << 23, need), (1 << 23) | (1 << 15) | (1 << 19));
    assert.equal(flagsWithIntents(1 << 14, ['GUILD_MEMBERS']), 1 << 14);
  });
});

describe('invite link', () => {
  it('carries permissions, scopes, the guild and the state', () => {
    const url = new URL(
      inviteUrl({
        applicationId: '1',
        permissions: ['VIEW_CHANNEL', 'SEND_MESSAGES'],
        guildId: GUILD,
        state: 'a b&c',
        redirectUri: 'https://hub.example/setup',
      }),
    );
    assert.equal(url.origin + url.pathname, 'https://discord.com/oauth2/authorize');
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      client_id: '1',
      permissions: '3072',
      integration_type: '0',
      scope: 'bot applications.commands',
      guild_id: GUILD,
      disable_guild_select: 'true',
      response_type: 'code',
      redirect_uri: 'https://hub.example/setup',
      state: 'a b&c',
    });
    assert.match(
      inviteUrl({ applicationId: '1', permissions: 8n, authorizeUrl: 'http://127.0.0.1:1/authorize' }),
      /^http:\/\/127\.0\.0\.1:1\/authorize\?.*permissions=8/,
    );
  });
});

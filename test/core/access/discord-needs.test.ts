import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  botInviteUrl,
  discordNeeds,
  requireEnoughPermissions,
} from '../../../src/core/access/discord-needs.ts';
import { accessSettings } from '../../../src/core/access/settings.ts';
import { InputError } from '../../../src/core/errors.ts';
import type { DiscordNeeds, Feature } from '../../../src/core/feature.ts';
import { createRegistry, type Registry } from '../../../src/core/registry.ts';
import { INTENTS, type IntentName } from '../../../src/discord/intents.ts';
import { PERMISSION_NAMES, PERMISSIONS, type PermissionName } from '../../../src/discord/permissions.ts';
import { features } from '../../../src/features/index.ts';

const applicationId = '1566376250572800001';
const registryOf = (list: readonly Feature[]) => createRegistry(list, { settings: [accessSettings] });

/** Without the one that includes all others. */
const ordinary: PermissionName[] = PERMISSION_NAMES.filter((name) => name !== 'ADMINISTRATOR');

/** Up to six features, each with some needs; by name. */
const featureNeeds = fc
  .array(
    fc.record({
      permissions: fc.uniqueArray(fc.constantFrom(...PERMISSION_NAMES), { maxLength: 8 }),
      scopes: fc.uniqueArray(fc.constantFrom('bot', 'identify', 'guilds.join'), { maxLength: 2 }),
      intents: fc.dictionary(fc.constantFrom(...(Object.keys(INTENTS) as IntentName[])), fc.string(), {
        maxKeys: 4,
      }) as fc.Arbitrary<Partial<Record<IntentName, string>>>,
    }),
    { maxLength: 6 },
  )
  .map((list) => list.map((needs, index) => [`feature-${index}`, needs] as const));

const registryFor = (list: readonly (readonly [string, DiscordNeeds])[]): Registry =>
  registryOf(list.map(([name, discord]) => ({ name, title: name, summary: name, discord })));

/** The sum by another road than the code's: bit by bit. */
function bitByBit(names: readonly PermissionName[]): bigint {
  let sum = 0n;
  for (const name of PERMISSION_NAMES) if (names.includes(name)) sum += PERMISSIONS[name].bit;
  return sum;
}

describe('what features need in Discord', () => {
  it('G-I3: is the union of what each one declares, for every set of features', () => {
    fc.assert(
      fc.property(featureNeeds, fc.func(fc.boolean()), (list, isOn) => {
        const enabled = list.filter(([name]) => isOn(name));
        const needs = discordNeeds(
          registryFor(list),
          enabled.map(([name]) => name),
        );
        const declared = enabled.flatMap(([, { permissions }]) => permissions ?? []);
        assert.equal(needs.bits, bitByBit(declared));
        assert.deepEqual(new Set(needs.permissions), new Set(declared));
        const wanted = enabled.flatMap(([feature, { intents }]) =>
          Object.keys(intents ?? {}).map((intent) => `${feature} ${intent}`),
        );
        assert.deepEqual(
          needs.intents.map(({ feature, intent }) => `${feature} ${intent}`),
          wanted,
        );
        const scopes = enabled.flatMap(([, { scopes: own }]) => own ?? []);
        assert.deepEqual(new Set(needs.scopes), new Set(['bot', 'applications.commands', ...scopes]));
        assert.equal(new Set(needs.scopes).size, needs.scopes.length);
      }),
    );
  });

  it('G-I3: removing a feature never raises the integer, and lowers it by exactly the bits that it alone needed', () => {
    fc.assert(
      fc.property(featureNeeds, fc.nat(5), (list, index) => {
        fc.pre(list.length > 0);
        const [removed, own] = list[index % list.length] ?? ['', { permissions: [] }];
        const rest = list.filter(([name]) => name !== removed);
        const before = discordNeeds(registryFor(list)).bits;
        const after = discordNeeds(registryFor(rest)).bits;
        const elsewhere = new Set(rest.flatMap(([, { permissions }]) => permissions ?? []));
        const alone = (own.permissions ?? []).filter((name) => !elsewhere.has(name));
        assert.equal(before - after, bitByBit(alone));
        assert.ok(alone.length === 0 ? after === before : after < before);
        // Switching it off says the same as taking it out of the code.
        const names = rest.map(([name]) => name);
        assert.equal(discordNeeds(registryFor(list), names).bits, after);
      }),
    );
  });

  it('G-I3: an integer is refused exactly when it is too small, and everything missing is named in words', () => {
    fc.assert(
      fc.property(featureNeeds, fc.uniqueArray(fc.constantFrom(...ordinary)), (list, given) => {
        const needs = discordNeeds(registryFor(list));
        const missing = needs.permissions.filter((name) => !given.includes(name));
        const call = () => requireEnoughPermissions(bitByBit(given), needs);
        if (missing.length === 0) return call();
        assert.throws(call, (error: unknown) => {
          assert.ok(error instanceof InputError);
          const [, said = '', enough = ''] =
            /^The bot would lack: (.+)\. Give it at least (\d+)\.$/.exec(error.message) ?? [];
          assert.equal(said, missing.map((name) => PERMISSIONS[name].label).join(', '));
          requireEnoughPermissions(BigInt(enough), needs);
          return true;
        });
      }),
    );
  });

  it('G-I3: an administrator needs nothing more', () => {
    const needs = discordNeeds(registryFor([['all', { permissions: PERMISSION_NAMES }]]));
    requireEnoughPermissions(PERMISSIONS.ADMINISTRATOR.bit, needs);
    requireEnoughPermissions(String(PERMISSIONS.ADMINISTRATOR.bit), needs);
  });

  it('G-I3: an invite link with too few permissions is not made', () => {
    const needs = discordNeeds(registryFor([['roles', { permissions: ['MANAGE_ROLES', 'PIN_MESSAGES'] }]]));
    assert.throws(
      () => botInviteUrl(needs, { applicationId, permissions: PERMISSIONS.MANAGE_ROLES.bit }),
      /^InputError: The bot would lack: Pin Messages\. Give it at least 2251800082120704\.$/,
    );
  });
});

describe('the invite link', () => {
  it('A15: asks for the scopes bot and applications.commands, and for exactly what the features need', () => {
    const registry = registryOf(features);
    const url = new URL(botInviteUrl(discordNeeds(registry), { applicationId }));
    const declared = features.flatMap(({ discord }) => discord?.permissions ?? []);
    assert.equal(url.origin + url.pathname, 'https://discord.com/oauth2/authorize');
    assert.equal(url.searchParams.get('client_id'), applicationId);
    assert.deepEqual(url.searchParams.get('scope')?.split(' '), ['bot', 'applications.commands']);
    assert.equal(BigInt(url.searchParams.get('permissions') ?? ''), bitByBit(declared));
    for (const name of ['SEND_MESSAGES', 'READ_MESSAGE_HISTORY'] as const) {
      assert.ok(declared.includes(name), `${name} is what reading and announcing records takes`);
    }
  });

  it('A15: asks for less when features are switched off', () => {
    const registry = registryOf(features);
    for (const off of features) {
      const rest = features.filter((feature) => feature !== off);
      const needs = discordNeeds(
        registry,
        rest.map(({ name }) => name),
      );
      const url = new URL(botInviteUrl(needs, { applicationId }));
      const declared = rest.flatMap(({ discord }) => discord?.permissions ?? []);
      assert.equal(BigInt(url.searchParams.get('permissions') ?? ''), bitByBit(declared), off.name);
    }
  });

  it('may ask for more, and for one server', () => {
    const needs = discordNeeds(registryFor([['talk', { permissions: ['SEND_MESSAGES'] }]]));
    const permissions = PERMISSIONS.SEND_MESSAGES.bit | PERMISSIONS.CONNECT.bit;
    const url = new URL(botInviteUrl(needs, { applicationId, permissions, guildId: '1566376250572800100' }));
    assert.equal(url.searchParams.get('permissions'), String(permissions));
    assert.equal(url.searchParams.get('guild_id'), '1566376250572800100');
    assert.equal(url.searchParams.get('disable_guild_select'), 'true');
  });
});

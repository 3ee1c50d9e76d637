import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessSettings } from '../../../src/core/access/settings.ts';
import {
  type GuildChoice,
  isForGroup,
  NOTIFICATION_CHANNELS,
  type NotificationChannel,
  type RegisteredKind,
} from '../../../src/core/notifications/kind.ts';
import { type PlannedDelivery, planNotifications } from '../../../src/core/notifications/plan.ts';
import { endOfQuiet } from '../../../src/core/notifications/quiet-hours.ts';
import { createRegistry } from '../../../src/core/registry.ts';
import { features } from '../../../src/features/index.ts';

const registry = createRegistry(features, { settings: [accessSettings] });
const kinds = [...registry.notifications.values()];
const GUILD: readonly GuildChoice[] = [...NOTIFICATION_CHANNELS, 'off'];
const OWN: readonly (NotificationChannel | undefined)[] = [undefined, ...NOTIFICATION_CHANNELS];
const ANN = '1000000000000000011';
const BEN = '1000000000000000012';

/** Written out, so that the rules stand here a second time in other words. */
function expected(kind: RegisteredKind, guild: GuildChoice, own: NotificationChannel | undefined) {
  if (kind.critical) {
    const server = guild === 'off' || guild === 'none' ? kind.default : guild;
    return own === undefined || own === 'none' ? server : own;
  }
  if (guild === 'off') return 'none';
  const chosen = own ?? guild;
  return kind.confidential && chosen === 'channel' ? 'dm' : chosen;
}

const reached = (plan: readonly PlannedDelivery[], id: string) =>
  plan.filter(({ userIds }) => userIds.includes(id)).map(({ channel }) => channel);
const shared = (plan: readonly PlannedDelivery[]) =>
  plan.filter(({ userIds }) => userIds.length === 0).map(({ channel }) => channel);

describe('who is told where', () => {
  it('has kinds for people and for groups, and critical ones', () => {
    assert.ok(kinds.some(isForGroup) && kinds.some((kind) => kind.critical));
  });

  for (const kind of kinds) {
    it(`${kind.id}: every choice of the server with every choice of a person`, () => {
      for (const guild of GUILD)
        for (const own of OWN) {
          const choices = new Map(own ? [[ANN, own]] : []);
          const plan = planNotifications(kind, guild, choices, { userIds: [ANN] });
          const where = `${guild} × ${own ?? 'nothing'}: ${JSON.stringify(plan)}`;
          const channel = expected(kind, guild, own);
          const told = [...reached(plan, ANN), ...(isForGroup(kind) ? shared(plan) : [])];
          if (kind.confidential) assert.ok(!told.includes('channel'), where);
          // Members can't all be written to; whoever it concerns and whoever asked are.
          if (kind.audience === 'members') assert.ok(!shared(plan).includes('dm'), where);
          if (channel === 'none') assert.ok(!reached(plan, ANN).length, where);
          else assert.ok(told.includes(channel), where);
          assert.ok(reached(plan, ANN).length <= 1, `never twice: ${where}`);
          if (!isForGroup(kind)) assert.deepEqual(shared(plan), [], where);
        }
    });
  }

  it('never tells people of their own doings, not even of what they asked for', () => {
    for (const kind of kinds)
      for (const guild of GUILD)
        for (const own of OWN) {
          const choices = new Map(own ? [[ANN, own]] : []);
          const plan = planNotifications(kind, guild, choices, { userIds: [ANN, ANN], actorId: ANN });
          assert.deepEqual(reached(plan, ANN), [], `${kind.id} ${guild} ${own}`);
        }
  });

  it('of a group tells those who asked besides, and one post pings all who want it there', () => {
    const kind = { audience: 'admins', default: 'channel' } as const;
    const choices = new Map<string, NotificationChannel>([
      [ANN, 'channel'],
      [BEN, 'dm'],
    ]);
    assert.deepEqual(planNotifications(kind, 'channel', choices, { userIds: [] }), [
      { channel: 'channel', userIds: [ANN] },
      { channel: 'dm', userIds: [BEN] },
    ]);
    assert.deepEqual(planNotifications(kind, 'none', new Map([[BEN, 'dm']]), { userIds: [] }), [
      { channel: 'dm', userIds: [BEN] },
    ]);
    assert.deepEqual(planNotifications(kind, 'off', choices, { userIds: [ANN] }), []);
  });
});

describe('quiet hours', () => {
  const quiet = { quietFrom: 22, quietUntil: 7, timeZone: 'Europe/Berlin' };
  const end = (at: string, hours = quiet) => endOfQuiet(new Date(at), hours)?.toISOString();

  it('end in the morning by the clock of the server', () => {
    assert.equal(end('2026-11-20T20:59:00Z'), undefined);
    assert.equal(end('2026-11-20T21:00:00Z'), '2026-11-21T06:00:00.000Z');
    assert.equal(end('2026-11-21T05:59:00Z'), '2026-11-21T06:00:00.000Z');
    assert.equal(end('2026-11-21T06:00:00Z'), undefined);
  });

  it('end at the same hour in nights in which the clock is changed', () => {
    assert.equal(end('2026-10-24T21:30:00Z'), '2026-10-25T06:00:00.000Z');
    assert.equal(end('2026-03-28T21:30:00Z'), '2026-03-29T05:00:00.000Z');
  });

  it('are none when both hours are the same', () => {
    assert.equal(end('2026-11-20T02:00:00Z', { ...quiet, quietFrom: 7 }), undefined);
  });
});

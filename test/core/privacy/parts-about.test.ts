import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partsAbout, withoutOthers } from '../../../src/core/privacy/parts-about.ts';

const MAYA = '1000000000000000012';
const KIM = '1000000000000000013';
const UUID = '0192d3a4-7c1e-7a55-8a10-000000000031';

describe('what of others’ doings concerns a person', () => {
  it('is their own id, what was done to what, and when; not who did it, in which words, or to whom else', () => {
    const row = {
      id: UUID,
      guild_id: '1300000000000000001',
      action: 'roles.apply',
      target: `role-run:${UUID}`,
      actor: `user:${KIM}`,
      before: { note: 'Kim wrote this', names: ['Kim'] },
      after: {
        kind: 'manual',
        adding: 2,
        changes: [
          { userId: MAYA, roleId: '1100000000000000031', cause: 'gained', userName: 'Maya' },
          { userId: KIM, roleId: '1100000000000000031', cause: 'gained' },
        ],
      },
      created_at: '2026-03-01 12:00:00+00',
    };
    assert.deepEqual(partsAbout(row, MAYA), {
      id: UUID,
      guild_id: '1300000000000000001',
      action: 'roles.apply',
      target: `role-run:${UUID}`,
      after: {
        kind: 'manual',
        adding: 2,
        changes: [{ userId: MAYA, roleId: '1100000000000000031', cause: 'gained' }],
      },
      created_at: '2026-03-01 12:00:00+00',
    });
  });

  it('leaves the id of words that name them, and nothing of subjects that are somebody else', () => {
    const told = { target: `member:${KIM}`, text: `Ask <@${MAYA}>, she knows`, code: `9${MAYA}9` };
    assert.deepEqual(partsAbout(told, MAYA), { text: MAYA });
    assert.deepEqual(partsAbout({ target: `person:${MAYA}` }, MAYA), { target: `person:${MAYA}` });
    assert.deepEqual(partsAbout({ subject: 'record:12' }, MAYA), { subject: 'record:12' });
  });

  it('is all of their own doings but for who else is named there and what those wrote', () => {
    const own = {
      comment: { body: 'Mine', author: 'Maya' },
      record: { number: 3, createdBy: `user:${KIM}`, createdByName: 'Kim', title: 'Theirs' },
      link: { discordUserId: KIM, discordName: 'Kim', accountId: 'cus_1' },
      channelId: '1200000000000000001',
    };
    assert.deepEqual(withoutOthers(own, MAYA), {
      comment: { body: 'Mine', author: 'Maya' },
      record: { number: 3, title: '' },
      link: { accountId: 'cus_1' },
      channelId: '1200000000000000001',
    });
  });

  it('is their own with all of their roles and rights, which are no other people', () => {
    const signIn = {
      guilds: [{ id: '1300000000000000001', name: 'Works', permissions: '2251799813685247' }],
      members: { '1300000000000000001': { name: 'Maya', roleIds: ['1100000000000000031'] } },
      payload: { content: 'Mine', replyToId: '1400000000000000001', seenBy: [KIM, MAYA] },
    };
    assert.deepEqual(withoutOthers(signIn, MAYA), {
      ...signIn,
      payload: { ...signIn.payload, seenBy: [MAYA] },
    });
    assert.deepEqual(withoutOthers(['1100000000000000031'], MAYA, 'role_ids'), ['1100000000000000031']);
  });
});

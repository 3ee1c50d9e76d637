import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  planRoutes,
  type RouteFacts,
  UNKNOWN_USER,
} from '../../../src/features/conversations/sending/plan-routes.ts';

const nothing = {
  dmChannelId: null,
  dmState: 'unknown',
  threadId: null,
  inGuild: null,
  lastCode: null,
} as const;
const facts = (
  transport: RouteFacts['conversation']['transport'],
  channelId: string | null,
  reach: Partial<NonNullable<RouteFacts['reach']>> | null = {},
  threadChannel: string | null = 'parent',
): RouteFacts => ({
  conversation: { feature: 'inbox', transport, channelId },
  reach: reach ? { ...nothing, ...reach } : undefined,
  threadChannel,
});
const dm = (channelId: string | null) => ({ kind: 'dm', channelId });
const thread = (channelId: string | null) => ({ kind: 'thread', channelId });

describe('the ways to a person', () => {
  const table: [string, RouteFacts, object[]][] = [
    ['a stranger: open a direct message, else a thread', facts('dm', null, null), [dm(null), thread(null)]],
    ['a stranger where no threads are set up', facts('dm', null, null, null), [dm(null)]],
    ['a known channel', facts('dm', 'd1', { dmChannelId: 'd1', dmState: 'open' }), [dm('d1'), thread(null)]],
    ['closed direct messages', facts('dm', 'd1', { dmChannelId: 'd1', dmState: 'closed' }), [thread(null)]],
    [
      'closed, with a thread that worked',
      facts('dm', 'd1', { dmState: 'closed', threadId: 't1' }),
      [thread('t1')],
    ],
    ['in a thread', facts('thread', 't1', { dmChannelId: 'd1' }), [thread('t1'), dm('d1')]],
    [
      'in a thread, and another is known',
      facts('thread', 't1', { threadId: 't2', dmState: 'closed' }),
      [thread('t1'), thread('t2')],
    ],
    [
      'in a thread of a server that they left',
      facts('thread', 't1', { inGuild: 'no', dmChannelId: 'd1' }),
      [dm('d1')],
    ],
    ['in a channel', facts('channel', 'c1', { dmChannelId: 'd1' }), [{ kind: 'channel', channelId: 'c1' }]],
    ['in a channel of a server that they left', facts('channel', 'c1', { inGuild: 'no' }), [dm(null)]],
    ['on the web page', facts('web', null, { dmState: 'closed' }), [{ kind: 'web' }]],
    ['left, and closed', facts('dm', 'd1', { inGuild: 'no', dmState: 'closed' }), []],
    ['nobody: no way at all', facts('dm', null, { lastCode: UNKNOWN_USER, dmState: 'closed' }), []],
  ];
  for (const [name, given, wanted] of table) {
    it(name, () => assert.deepEqual(planRoutes(given), wanted));
  }
});

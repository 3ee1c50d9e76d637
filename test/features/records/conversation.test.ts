import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { APIMessage } from 'discord-api-types/v10';
import fc from 'fast-check';
import {
  conversationMessage,
  isContentWithheld,
  repliesTo,
  writtenMessages,
} from '../../../src/features/records/conversation/conversation-message.ts';
import { followReplies, MAX_HOPS } from '../../../src/features/records/conversation/follow-replies.ts';
import { messageText } from '../../../src/features/records/conversation/message-text.ts';

const author = { id: '1', username: 'Maya', global_name: 'Maya M.', discriminator: '0', avatar: null };

function message(parts: Record<string, unknown> = {}): APIMessage {
  return {
    id: '100',
    channel_id: '50',
    type: 0,
    author,
    content: '',
    timestamp: '2026-11-20T12:00:00.000000+00:00',
    embeds: [],
    attachments: [],
    mentions: [],
    ...parts,
  } as unknown as APIMessage;
}

describe('what a message says', () => {
  it('has mentions and emoji spelled out', () => {
    const content = '<@1> <@!2> <@&3> <:flip:123> <a:spin:456>';
    assert.equal(
      messageText(message({ content, mentions: [author] })),
      '@Maya M. @someone @role :flip: :spin:',
    );
  });

  it('includes what it forwards and its poll', () => {
    const forwarded = { content: 'It leaks', embeds: [{ title: 'Ticket 7' }], attachments: [] };
    const poll = { question: { text: 'Open?' }, answers: [{ poll_media: { text: 'Yes' } }] };
    assert.equal(
      messageText(message({ message_snapshots: [{ message: forwarded }], poll })),
      'Forwarded message:\nIt leaks\nTicket 7\nPoll: Open?\nYes',
    );
  });

  it('includes embeds and text components of bots and webhooks, but no previews of people’s links', () => {
    const embeds = [{ title: 'Alarm', description: 'Hot', fields: [{ name: 'Where', value: 'Hall' }] }];
    const components = [
      {
        type: 17,
        components: [
          { type: 10, content: 'Now' },
          { type: 2, label: 'Ok' },
        ],
      },
    ];
    const expected = 'Alarm\nHot\nWhere: Hall\nNow';
    assert.equal(messageText(message({ embeds, components, author: { ...author, bot: true } })), expected);
    assert.equal(messageText(message({ embeds, components, webhook_id: '9' })), expected);
    assert.equal(messageText(message({ embeds, content: 'https://example.org' })), 'https://example.org');
  });
});

describe('a message of the conversation', () => {
  const options = { targetId: '100', trusted: new Set(['1']) };

  it('is trusted when its author is linked, but never when it came by webhook', () => {
    assert.equal(conversationMessage(message(), options).trusted, true);
    assert.equal(conversationMessage(message({ webhook_id: '9' }), options).trusted, false);
    assert.equal(conversationMessage(message({ author: { ...author, id: '2' } }), options).trusted, false);
  });

  it('has the files of what it forwards', () => {
    const file = { id: '7', filename: 'a.png', size: 3, url: 'https://cdn/a.png', content_type: 'image/png' };
    const snapshot = { message: { content: '', embeds: [], attachments: [file] } };
    const { attachments, isTarget, authorUsername } = conversationMessage(
      message({ message_snapshots: [snapshot] }),
      options,
    );
    assert.deepEqual([attachments[0]?.contentType, isTarget, authorUsername], ['image/png', true, 'maya']);
  });

  it('answers only messages of its own channel, and a forward answers none', () => {
    const reference = { message_id: '90', channel_id: '50' };
    assert.equal(repliesTo(message({ type: 19, message_reference: reference })), '90');
    assert.equal(repliesTo(message({ message_reference: { ...reference, type: 1 } })), undefined);
    assert.equal(repliesTo(message({ message_reference: { ...reference, channel_id: '51' } })), undefined);
    assert.equal(repliesTo(message()), undefined);
  });

  it('is not a notice of Discord; the first line of a thread gives way to the message that it stands for', () => {
    const starter = message({ id: '40', content: 'It all began' });
    const list = [
      message({ id: '44', type: 7 }),
      message({ id: '43', type: 19 }),
      message({ id: '42', type: 21, referenced_message: starter }),
      message({ id: '41', type: 21, referenced_message: null }),
    ];
    assert.deepEqual(
      writtenMessages(list).map(({ id }) => id),
      ['43', '40'],
    );
  });
});

describe('withheld content', () => {
  it('is noticed when every other person’s message is empty', () => {
    const empty = message({ id: '99' });
    assert.equal(isContentWithheld([empty, message({ content: 'target' })], '100'), true);
    assert.equal(isContentWithheld([empty, message({ id: '98', content: 'x' })], '100'), false);
    assert.equal(isContentWithheld([message({ id: '98', sticker_items: [{}] })], '100'), false);
    assert.equal(isContentWithheld([message({ id: '98', author: { ...author, bot: true } })], '100'), false);
    assert.equal(isContentWithheld([message()], '100'), false);
  });
});

describe('a chain of replies', () => {
  type Node = { id: string; parent: string | undefined };
  const walk = (nodes: Node[], start: Node, maxHops?: number) => {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const asked: string[] = [];
    const chain = followReplies(
      start,
      ({ parent }) => parent,
      async (id) => {
        asked.push(id);
        return byId.get(id);
      },
      maxHops,
    );
    return chain.then((found) => ({ ids: found.map(({ id }) => id), asked }));
  };

  it('is followed upwards, nearest first, until a message was deleted', async () => {
    const nodes = [
      { id: 'c', parent: 'b' },
      { id: 'b', parent: 'a' },
      { id: 'a', parent: 'gone' },
    ];
    const { ids, asked } = await walk(nodes, { id: 'd', parent: 'c' });
    assert.deepEqual(
      [ids, asked],
      [
        ['c', 'b', 'a'],
        ['c', 'b', 'a', 'gone'],
      ],
    );
  });

  it('ends in any graph, asks for nothing twice, and finds exactly the ancestors within reach', async () => {
    const size = 14;
    const graph = fc.array(fc.option(fc.nat(size - 1), { nil: undefined }), {
      minLength: size,
      maxLength: size,
    });
    await fc.assert(
      fc.asyncProperty(
        graph,
        fc.nat(size - 1),
        fc.integer({ min: 0, max: 12 }),
        async (parents, at, hops) => {
          const nodes = parents.map((parent, index) => ({
            id: String(index),
            parent: parent === undefined ? undefined : String(parent),
          }));
          const start = nodes[at];
          assert.ok(start);
          const { ids, asked } = await walk(nodes, start, hops);
          assert.ok(ids.length <= hops && asked.length <= hops);
          assert.equal(new Set(asked).size, asked.length);
          assert.ok(!ids.includes(start.id));
          const expected: string[] = [];
          for (
            let id = start.parent;
            id !== undefined && expected.length < hops;
            id = nodes[Number(id)]?.parent
          ) {
            if (id === start.id || expected.includes(id)) break;
            expected.push(id);
          }
          assert.deepEqual(ids, expected);
        },
      ),
    );
    assert.equal(MAX_HOPS, 10);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EMBED_LIMITS } from '../../src/discord/limits.ts';
import { routeOf } from '../../src/discord/route.ts';
import { compareSnowflakes, isSnowflake, snowflakeAt, timestampOf } from '../../src/discord/snowflake.ts';
import {
  cleanName,
  codeBlock,
  embedLength,
  escapeMarkdown,
  fitEmbed,
  inertMentions,
  lengthOf,
  messageLink,
  packEmbeds,
  timestamp,
  truncate,
} from '../../src/discord/text.ts';

const FAMILY = '👨‍👩‍👧‍👦';
const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom(FAMILY, 'é', 'e\u0301', '🇩🇪', '`', '@'), fc.string({ maxLength: 3 })),
});

describe('text', () => {
  it('escapes all markup of Discord and leaves addresses whole', () => {
    assert.equal(
      escapeMarkdown('**b** _i_ ~~s~~ ||x|| `c`'),
      '\\*\\*b\\*\\* \\_i\\_ \\~\\~s\\~\\~ \\|\\|x\\|\\| \\`c\\`',
    );
    assert.equal(
      escapeMarkdown('[good](https://evil.example/a_b)'),
      '\\[good\\]\\(https://evil.example/a_b\\)',
    );
    assert.equal(escapeMarkdown('# h\n- l\n1. n\n> q\n-# s'), '\\# h\n\\- l\n1\\. n\n\\> q\n\\-# s');
    assert.equal(escapeMarkdown('<@1> <:x:1> a#b 3.5 well-known'), '\\<@1\\> \\<:x:1\\> a#b 3.5 well-known');
    assert.equal(escapeMarkdown('see https://a.example/x_y_z now_'), 'see https://a.example/x_y_z now\\_');
    assert.equal(escapeMarkdown('\\*'), '\\\\\\*', 'a backslash of theirs cannot undo ours');
  });

  it('leaves no mention that could ping', () => {
    const ping = /@everyone|@here|<@[!&]?\d+>/i;
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('@', 'everyone', 'here', 'HERE', '<@', '!', '&', '123456789012345678', '>', '<'),
        ),
        (parts) => assert.doesNotMatch(inertMentions(parts.join('')), ping),
      ),
    );
    assert.equal(inertMentions('mail a@b.example <#1>'), 'mail a@b.example <#1>');
  });

  it('truncates to code points and never through a character', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, max) => {
        const cut = truncate(text, max);
        assert.ok(lengthOf(cut) <= max);
        assert.ok(cut.isWellFormed() || !text.isWellFormed());
        if (lengthOf(text) <= max) assert.equal(cut, text);
        else if (max > 0) assert.ok(cut.endsWith('…') && text.startsWith(cut.slice(0, -1)));
      }),
    );
    assert.equal(truncate(`ab${FAMILY}cd`, 8), 'ab…', 'a family is not torn apart');
    assert.equal(truncate('x'.repeat(100_000), 5), 'xxxx…');
  });

  it('writes times, links, names and code blocks as Discord reads them', () => {
    assert.equal(timestamp(new Date(1_800_000_000_999), 'R'), '<t:1800000000:R>');
    assert.equal(timestamp(1_800_000_000_000), '<t:1800000000:f>');
    assert.equal(messageLink('1', '2', '3'), 'https://discord.com/channels/1/2/3');
    assert.equal(messageLink(null, '2', '3'), 'https://discord.com/channels/@me/2/3');
    assert.equal(cleanName('  a\n\u202eb\u200b  c '), 'a b c');
    assert.equal(cleanName(' \u200d\u0000\n', 'ticket'), 'ticket');
    assert.equal(lengthOf(cleanName(FAMILY.repeat(50))) <= 100, true);
    assert.equal(cleanName(FAMILY), FAMILY);
    assert.equal(codeBlock('a```b', 'js').match(/```/g)?.length, 2);
    assert.ok(!codeBlock('````').slice(4, -4).includes('```'));
  });
});

describe('embeds', () => {
  it('fits whatever it is given into every limit', () => {
    const long = fc.integer({ min: 0, max: 7_000 }).map((length) => 'ä'.repeat(length));
    const embed = fc.record(
      {
        title: long,
        description: long,
        footer: fc.record({ text: long }),
        author: fc.record({ name: long }),
        fields: fc.array(fc.record({ name: long, value: long }), { maxLength: 40 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(embed, (given) => {
        const fit = fitEmbed(given);
        assert.ok(embedLength(fit) <= EMBED_LIMITS.total);
        assert.ok(lengthOf(fit.title ?? '') <= 256 && lengthOf(fit.description ?? '') <= 4_096);
        assert.ok(lengthOf(fit.footer?.text ?? '') <= 2_048 && lengthOf(fit.author?.name ?? '') <= 256);
        assert.ok((fit.fields?.length ?? 0) <= 25);
        for (const { name, value } of fit.fields ?? []) {
          assert.ok(name.length > 0 && lengthOf(name) <= 256 && value.length > 0 && lengthOf(value) <= 1_024);
        }
      }),
      { numRuns: 100 },
    );
    const small = { title: 't', description: 'd', fields: [{ name: 'n', value: 'v' }], color: 1 };
    assert.deepEqual(fitEmbed(small), small);
  });

  it('packs many into few messages, in order, each within the limits', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4_096 }), { maxLength: 40 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const embeds = lengths.map((length, index) => ({
          title: String(index),
          description: 'x'.repeat(length),
        }));
        const messages = packEmbeds(embeds);
        assert.deepEqual(messages.flat(), embeds);
        for (const message of messages) {
          assert.ok(message.length >= 1 && message.length <= 10);
          assert.ok(message.reduce((sum, each) => sum + embedLength(each), 0) <= 6_000);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('snowflakes', () => {
  it('hold their time, and are told from other text', () => {
    assert.equal(timestampOf('175928847299117063'), 1_462_015_105_796); // the example of Discord's own reference
    fc.assert(
      fc.property(fc.integer({ min: 1_420_100_000_000, max: 4_000_000_000_000 }), (ms) => {
        assert.equal(timestampOf(snowflakeAt(ms)), ms);
        assert.ok(compareSnowflakes(snowflakeAt(ms), snowflakeAt(ms + 1)) < 0);
      }),
    );
    assert.ok(isSnowflake('175928847299117063') && isSnowflake('18446744073709551615'));
    for (const no of [
      '',
      '12',
      '0175928847299117063',
      '18446744073709551616',
      '17592884729911706x',
      '@me',
      175928847299117063n,
      null,
    ]) {
      assert.ok(!isSnowflake(no), String(no));
    }
  });
});

describe('routes', () => {
  it('tell apart what has buckets of its own, and hold no id, emoji or token', () => {
    const id = (last: number) => `10000000000000000${last}`;
    const cases: [string, string, string][] = [
      [`/channels/${id(1)}/messages/${id(2)}`, '/channels/{channel_id}/messages/{id}', `channels/${id(1)}`],
      [
        `/guilds/${id(1)}/members/${id(2)}/roles/${id(3)}`,
        '/guilds/{guild_id}/members/{id}/roles/{id}',
        `guilds/${id(1)}`,
      ],
      [
        `/webhooks/${id(1)}/s3cret/messages/${id(2)}?wait=true`,
        '/webhooks/{id}/{token}/messages/{id}',
        `webhooks/${id(1)}/s3cret`,
      ],
      [
        `/interactions/${id(1)}/t0ken/callback`,
        '/interactions/{id}/{token}/callback',
        `interactions/${id(1)}/t0ken`,
      ],
      [
        `/channels/${id(1)}/messages/${id(2)}/reactions/%F0%9F%91%8D/@me`,
        '/channels/{channel_id}/messages/{id}/reactions/{emoji}/@me',
        `channels/${id(1)}`,
      ],
      [`/webhooks/${id(1)}`, '/webhooks/{id}', `webhooks/${id(1)}/`],
      ['/users/@me/channels', '/users/@me/channels', ''],
    ];
    for (const [path, route, major] of cases)
      assert.deepEqual(routeOf('GET', path), { route: `GET ${route}`, major });
  });
});

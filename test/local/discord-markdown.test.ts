import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Block,
  formatTime,
  type Inline,
  isJumbo,
  parseInline,
  parseMarkdown,
  relative,
} from '../../scripts/local/discord/web/markdown.ts';

const kinds = (text: string): string[] => parseInline(text).map((n) => n.t);
const plain = (nodes: Inline[]): string =>
  nodes.map((n) => ('text' in n ? n.text : 'children' in n ? plain(n.children) : '')).join('');
const first = (text: string): Block | undefined => parseMarkdown(text)[0];

describe('the markdown of the local Discord', () => {
  it('reads the inline marks, nested ones too', () => {
    assert.deepEqual(
      kinds('**b** *i* __u__ ~~s~~ ||sp|| `c`').filter((t) => t !== 'text'),
      ['b', 'i', 'u', 's', 'spoiler', 'code'],
    );
    assert.deepEqual(parseInline('***x***'), [
      { t: 'b', children: [{ t: 'i', children: [{ t: 'text', text: 'x' }] }] },
    ]);
    assert.deepEqual(parseInline('**a *b* c**'), [
      {
        t: 'b',
        children: [
          { t: 'text', text: 'a ' },
          { t: 'i', children: [{ t: 'text', text: 'b' }] },
          { t: 'text', text: ' c' },
        ],
      },
    ]);
  });

  it('leaves escaped marks, snake_case words and unclosed marks alone', () => {
    for (const text of ['snake_case_name', '2 * 3 * 4', '**open', '`open', '[no](link', '<@abc>'])
      assert.equal(plain(parseInline(text)), text);
    assert.deepEqual(parseInline('\\*not\\*'), [{ t: 'text', text: '*not*' }]);
  });

  it('makes links of http addresses only', () => {
    assert.deepEqual(kinds('[x](javascript:alert(1))'), ['text']);
    assert.deepEqual(parseInline('[x](https://a.example/b)'), [
      { t: 'link', url: 'https://a.example/b', children: [{ t: 'text', text: 'x' }] },
    ]);
    const [link, rest] = parseInline('https://a.example/b_(c). Next');
    assert.equal(link?.t === 'link' && link.url, 'https://a.example/b_(c)');
    assert.equal(rest?.t === 'text' && rest.text, '. Next');
  });

  it('reads mentions, emoji, commands and timestamps', () => {
    const id = '123456789012345678';
    assert.deepEqual(kinds(`<@${id}><@!${id}><@&${id}><#${id}></a b:${id}><:ok:${id}><t:1:R>@everyone`), [
      'user',
      'user',
      'role',
      'channel',
      'command',
      'emoji',
      'time',
      'everyone',
    ]);
    assert.deepEqual(parseInline('`<@123456789012345678>`'), [{ t: 'code', text: `<@${id}>` }]);
  });

  it('reads the blocks', () => {
    assert.deepEqual(
      parseMarkdown('# H\n-# small\n> q1\n> q2\ntext\n- a\n  - b\n3. c\n```ts\nx *y*\n```\nend').map(
        (b) => b.t,
      ),
      ['h', 'sub', 'quote', 'p', 'list', 'list', 'pre', 'p'],
    );
    const pre = first('```ts\nx *y*\n```');
    assert.deepEqual(pre, { t: 'pre', lang: 'ts', text: 'x *y*' });
    const quote = first('>>> all\n# of it');
    assert.equal(quote?.t === 'quote' && quote.children.length, 2);
    const list = parseMarkdown('- a\n  - b\n- c')[0];
    assert.equal(list?.t === 'list' && list.items.length, 2);
    assert.equal(list?.t === 'list' && list.items[0]?.nested.length, 1);
  });

  it('stays quick on hostile text', () => {
    const started = performance.now();
    for (const part of ['*', '_', '**a', '||', '[', '`', '> ', '~~', '<@', '__*'])
      parseMarkdown(part.repeat(Math.floor(4000 / part.length)));
    assert.ok(performance.now() - started < 3000);
  });

  it('writes times as Discord does', () => {
    assert.equal(formatTime(3600, 'R', 0), 'in 1 hour');
    assert.equal(relative(-120_000), '2 minutes ago');
    assert.equal(formatTime(Number.NaN, 'F'), 'Invalid date');
    assert.ok(isJumbo('🎉 🎉') && !isJumbo('hi 🎉'));
  });
});

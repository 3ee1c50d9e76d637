import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { matchRule, type RuleMatch } from '../../../src/features/inbox/routing/match-rule.ts';
import {
  type AvailableAgent,
  chooseRoute,
  leastBusy,
  type RouteFacts,
} from '../../../src/features/inbox/routing/route.ts';

const agent = (id: string, load = 0, more: Partial<AvailableAgent> = {}): AvailableAgent => ({
  ...{ id, name: id.toUpperCase(), load, capacity: null, lastAssignedAt: null },
  ...more,
});
const facts = (more: Partial<RouteFacts> = {}): RouteFacts => ({
  ...{
    now: new Date('2026-11-20T12:00:00Z'),
    repliedTo: null,
    owner: null,
    lastSender: null,
    leadOwner: null,
  },
  ...{
    rules: [],
    pausedIds: [],
    agents: [agent('rr')],
    mode: 'round-robin',
    text: 'Hello',
    roleIds: [],
    isMember: true,
  },
  ...more,
});
const who = (id: string) => ({ id, name: id.toUpperCase() });

describe('the choice of who answers', () => {
  it('takes the first step that fits, in the one order', () => {
    const rule = {
      id: 'r',
      name: 'R',
      match: { kind: 'keyword', words: ['hello'] } as RuleMatch,
      tags: ['t'],
      priority: null,
    };
    const steps: [Partial<RouteFacts>, string, string | null][] = [
      [{ repliedTo: { agent: who('reply'), messageId: 'm' } }, 'reply', 'reply'],
      [{ owner: { agent: who('owner'), number: 3 } }, 'open-conversation', 'owner'],
      [
        { lastSender: { agent: who('sender'), sentAt: new Date('2026-10-22T12:00:00Z') } },
        'last-sender',
        'sender',
      ],
      [{ leadOwner: who('lead') }, 'lead-owner', 'lead'],
      [{ rules: [{ ...rule, agent: who('rule') }] }, 'rule', 'rule'],
      [{}, 'round-robin', 'rr'],
      [{ agents: [] }, 'unassigned', null],
    ];
    // Each step wins over all that come after it, however many of them fit.
    steps.forEach(([, step, id], index) => {
      const all: Partial<RouteFacts> = Object.assign({}, ...steps.slice(index, -1).map(([part]) => part));
      const { reason } = chooseRoute(facts({ ...all, ...steps[index]?.[0] }));
      assert.deepEqual([reason.step, reason.agentId], [step, id]);
      assert.match(reason.sentence, /^[A-Z#T].*\.$/);
    });
    const named = { ...rule, agent: who('rule') };
    const { reason } = chooseRoute(facts({ rules: [named], pausedIds: ['rule'] }));
    assert.deepEqual(
      [reason.step, reason.agentId],
      ['round-robin', 'rr'],
      'whoever has paused gets nothing new',
    );
    assert.match(reason.sentence, /^The rule “R” names RULE, who has paused\. RR had the least to do/);
    const second = { ...rule, id: 's', name: 'S', agent: who('other') };
    const passed = chooseRoute(facts({ rules: [named, second], pausedIds: ['rule'] })).reason;
    assert.deepEqual([passed.ruleId, passed.agentId], ['s', 'other']);
    const late = { agent: who('sender'), sentAt: new Date('2026-10-21T11:59:59Z') };
    assert.equal(chooseRoute(facts({ lastSender: late })).reason.step, 'round-robin');
    assert.equal(chooseRoute(facts({ mode: 'queue' })).reason.step, 'unassigned');
  });

  it('adds the tags of every rule that fits, and gives it to the first that names somebody', () => {
    const rule = (id: string, words: string[], agentId: string | null, tags: string[]) => ({
      ...{ id, name: id, match: { kind: 'keyword' as const, words }, tags, priority: null },
      agent: agentId ? who(agentId) : null,
    });
    const rules = [
      rule('1', ['hello'], null, ['a']),
      rule('2', ['bye'], 'x', ['b']),
      rule('3', ['HELLO'], 'y', ['c', 'a']),
    ];
    const route = chooseRoute(facts({ rules }));
    assert.deepEqual([route.reason.ruleId, route.reason.agentId, route.tags], ['3', 'y', ['a', 'c']]);
  });

  it('finds whole words only, in any script and case', () => {
    const cases: [string, string, boolean][] = [
      ['What is the PRICE?', 'price', true],
      ['priceless', 'price', false],
      ['price-list', 'price', true],
      ['the  price\nlist', 'price list', true],
      ['Überraschung', 'überraschung', true],
      ['цена?', 'цена', true],
      ['оценка', 'цена', false],
      ['start art', 'art', true],
      ['c++', 'c++', true],
      ['', 'x', false],
    ];
    for (const [text, word, fits] of cases) {
      const match = { kind: 'keyword' as const, words: [word] };
      const found = matchRule(
        { id: '1', name: '1', match, agent: null, tags: [], priority: null },
        facts({ text }),
      );
      assert.equal(found !== undefined, fits, `${word} in ${text}`);
    }
  });

  it('gives work to whoever has least of it, never to somebody who has enough, and not by chance', () => {
    const agents = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 3 }),
        load: fc.nat(5),
        capacity: fc.option(fc.integer({ min: 1, max: 5 })),
        at: fc.option(fc.nat(5)),
      }),
      { selector: ({ id }) => id, maxLength: 8 },
    );
    fc.assert(
      fc.property(agents, (drawn) => {
        const all = drawn.map(({ id, load, capacity, at }) =>
          agent(id, load, { capacity, lastAssignedAt: at === null ? null : new Date(at) }),
        );
        const chosen = leastBusy(all);
        const free = all.filter(({ load, capacity }) => capacity === null || load < capacity);
        assert.equal(chosen === undefined, free.length === 0);
        if (chosen) assert.ok(free.includes(chosen) && free.every(({ load }) => load >= chosen.load));
        assert.equal(leastBusy(all.toReversed())?.id, chosen?.id);
      }),
    );
  });
});

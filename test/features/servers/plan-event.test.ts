import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isSigned as isSignedLocally } from '../../../scripts/local/panel/verify-signature.ts';
import { signRequest } from '../../../src/features/servers/panel/sign-request.ts';
import { type EventFacts, planEvent } from '../../../src/features/servers/plan-event.ts';
import { spansOf, uptimeShare } from '../../../src/features/servers/state-spans.ts';

const NOW = Date.UTC(2026, 10, 20, 18);
const at = (seconds: number) => new Date(NOW + seconds * 1_000);
const facts = (more: Partial<EventFacts>): EventFacts => ({
  event: { state: 'online', at: at(0) },
  now: at(0),
  server: { state: 'offline', stateAt: at(-600) },
  action: undefined,
  notice: undefined,
  hold: { holdMs: 60_000, flapChanges: 4 },
  ...more,
});
const action = { id: 'a', action: 'start' as const, requestedAt: at(-10) };
const notice = {
  id: 'n',
  actionId: 'a',
  action: 'start' as const,
  phase: 'requested' as const,
  state: 'offline' as const,
  changedAt: at(-10),
  changes: [],
};

describe('what follows from a report of the panel', () => {
  it('is nothing when something newer is known, or when nothing changed', () => {
    const late = planEvent(facts({ server: { state: 'offline', stateAt: at(1) } }));
    assert.deepEqual([late.applies, late.notice.kind], [false, 'none']);
    const same = planEvent(facts({ event: { state: 'offline', at: at(0) } }));
    assert.deepEqual([same.applies, same.changed, same.notice.kind], [true, false, 'none']);
  });

  it('confirms an action by the state that it leads to, and by none that is older than the request', () => {
    const table = [
      { action: 'start', state: 'online', confirms: true },
      { action: 'start', state: 'provisioning', confirms: false },
      { action: 'stop', state: 'offline', confirms: true },
      { action: 'stop', state: 'rebooting', confirms: false },
      { action: 'reboot', state: 'rebooting', confirms: true },
      { action: 'reboot', state: 'offline', confirms: false },
      { action: 'reboot', state: 'online', confirms: true },
    ] as const;
    for (const row of table) {
      const asked = { ...action, action: row.action };
      const seen = { ...notice, action: row.action };
      const server = { state: null, stateAt: null };
      const plan = planEvent(
        facts({ action: asked, notice: seen, server, event: { state: row.state, at: at(0) } }),
      );
      assert.equal(plan.confirms, row.confirms ? 'a' : null, `${row.action} by ${row.state}`);
      assert.equal(plan.notice.kind, 'edit');
      const before = planEvent(
        facts({ action: asked, notice: seen, server, event: { state: row.state, at: at(-60) } }),
      );
      assert.equal(before.confirms, null, `${row.action} by an older ${row.state}`);
    }
  });

  it('goes into the same message within the hold-down, and into a new one after it', () => {
    const told = { ...notice, actionId: null, action: null, phase: 'reported' as const };
    const soon = planEvent(facts({ notice: { ...told, changes: [at(-59).getTime()] } }));
    assert.equal(soon.notice.kind, 'edit');
    const later = planEvent(facts({ notice: { ...told, changes: [at(-61).getTime()] } }));
    assert.equal(later.notice.kind, 'open');
    const failed = planEvent(facts({ notice: { ...told, phase: 'failed', changes: [at(-1).getTime()] } }));
    assert.equal(failed.notice.kind, 'open');
  });

  it('takes the second half of a reboot for its own, however long that takes', () => {
    const rebooted = {
      ...notice,
      action: 'reboot' as const,
      phase: 'confirmed' as const,
      state: 'rebooting' as const,
      changes: [at(-300).getTime()],
    };
    const server = { state: 'rebooting' as const, stateAt: at(-300) };
    const plan = planEvent(facts({ server, notice: rebooted }));
    assert.deepEqual(plan.notice.kind === 'edit' && plan.notice.phase, 'confirmed');
  });

  it('is flapping from the fourth change on, told once and then kept quiet', () => {
    const changes = [-30, -20, -10].map((seconds) => at(seconds).getTime());
    const told = { ...notice, actionId: null, action: null, phase: 'reported' as const, changes };
    const fourth = planEvent(facts({ notice: told }));
    assert.ok(fourth.notice.kind === 'edit');
    assert.equal(fourth.notice.phase, 'flapping');
    assert.deepEqual(fourth.notice.calmAt, at(60));
    const fifth = planEvent(
      facts({ notice: { ...told, phase: 'flapping', changes: fourth.notice.changes } }),
    );
    assert.equal(fifth.notice.kind, 'quiet');
  });
});

describe('the uptime', () => {
  it('counts the reported time only, also what began before', () => {
    const events = [
      { state: 'online' as const, at: at(-500) },
      { state: 'offline' as const, at: at(-75) },
      { state: 'online' as const, at: at(-50) },
    ];
    const spans = spansOf(events, at(-100), at(0));
    assert.deepEqual(
      spans.map(({ state, from, to }) => [state, (to.getTime() - from.getTime()) / 1_000]),
      [
        ['online', 25],
        ['offline', 25],
        ['online', 50],
      ],
    );
    assert.equal(uptimeShare(spans), 0.75);
    assert.equal(uptimeShare(spansOf([], at(-100), at(0))), undefined);
  });
});

/** The sample that people copy, as it stands in the contract. */
async function sampleOfTheContract(): Promise<typeof isSignedLocally> {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/server-panel.md', 'utf8')) ?? [];
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return (module as { isSigned: typeof isSignedLocally }).isSigned;
}

describe('the signature of requests to the panel', () => {
  for (const [whose, open] of Object.entries({
    'the sample of the contract': sampleOfTheContract,
    'the local panel': async () => isSignedLocally,
  })) {
    it(`is taken by ${whose}, but nothing that was changed or is old`, async () => {
      const isSigned = await open();
      const signed = {
        method: 'POST',
        path: '/servers/a/actions?x=1',
        timestamp: NOW / 1_000,
        body: '{"a":1}',
      };
      const headers = {
        'guildhall-timestamp': String(signed.timestamp),
        'guildhall-signature': await signRequest('shared secret', signed),
      };
      const arrived = { method: signed.method, path: signed.path, headers, body: signed.body };
      assert.ok(isSigned('shared secret', arrived, NOW + 299_000));
      assert.ok(!isSigned('shared secret', arrived, NOW + 301_000), 'replayed later');
      assert.ok(!isSigned('another secret', arrived, NOW));
      assert.ok(!isSigned('shared secret', { ...arrived, body: '{"a":2}' }, NOW));
      assert.ok(!isSigned('shared secret', { ...arrived, path: '/servers/b/actions?x=1' }, NOW));
      assert.ok(!isSigned('shared secret', { ...arrived, method: 'GET' }, NOW));
      assert.ok(!isSigned('shared secret', { ...arrived, headers: {} }, NOW));
    });
  }
});

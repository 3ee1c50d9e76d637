import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import {
  BUNDLE_LIMIT,
  FIRST_JOB_LIMIT,
  measureBundles,
  measureFirstJob,
  staticImports,
} from '../../scripts/bench/bundle-size.ts';
import { type Contestant, prepareContestants } from '../../scripts/bench/contestants.ts';
import { askOnce, readAnswer, runLoad } from '../../scripts/bench/load.ts';
import { chooseSubjects, payload } from '../../scripts/bench/payloads.ts';
import { report } from '../../scripts/bench/report.ts';
import { createRequestSigner } from '../../scripts/bench/signed-requests.ts';
import { median, percentile, ratioByRound } from '../../scripts/bench/statistics.ts';
import { accessSettings } from '../../src/core/access/settings.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { features } from '../../src/features/index.ts';

describe('the bench’s arithmetic', () => {
  it('takes medians and percentiles', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.ok(Number.isNaN(median([])));
    const hundred = Array.from({ length: 100 }, (_, at) => at);
    assert.equal(percentile(hundred, 0.5), 50);
    assert.equal(percentile(hundred, 0.99), 99);
    assert.equal(percentile(hundred, 1), 99);
  });

  it('compares within each round, not the medians of all', () => {
    assert.deepEqual(ratioByRound([50, 90, 300], [100, 100, 300]), { median: 0.9, min: 0.5, max: 1 });
    assert.throws(() => ratioByRound([1], [1, 2]), /as many rounds/);
  });

  it('knows where an answer ends', () => {
    const plain = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';
    assert.deepEqual(readAnswer(plain), { status: 200, bodyAt: plain.length - 2, end: plain.length });
    assert.equal(readAnswer(plain.slice(0, -1)), undefined);
    assert.equal(readAnswer('HTTP/1.1 200 OK\r\nconte'), undefined);
    const chunked = 'HTTP/1.1 401 X\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n';
    assert.equal(readAnswer(chunked)?.status, 401);
    assert.equal(readAnswer(chunked)?.end, chunked.length);
    assert.equal(readAnswer(chunked.slice(0, -4)), undefined);
  });

  it('follows what a module imports, but not what it may load later', () => {
    const modules = new Map([
      ['worker.js', 'import{a}from"./a.js";import"./b.js";const c=()=>import("./c.js");'],
      ['a.js', 'export{x as a}from"./d.js";'],
      ['b.js', ''],
      ['c.js', 'import"./e.js";'],
      ['d.js', ''],
      ['e.js', ''],
    ]);
    assert.deepEqual([...staticImports(modules)].toSorted(), ['a.js', 'b.js', 'd.js', 'worker.js']);
  });

  it('writes tables whose columns line up', () => {
    const text = report({
      about: {},
      interactions: [],
      coldStart: [],
      firstUses: [],
      bundles: [{ contestant: 'bare', modules: 1, rawBytes: 1_000, gzipBytes: 500, eagerBytes: 1_000 }],
      outsideCalls: [],
    });
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(new Set(rows.map((row) => row.length)).size, 1, text);
    assert.match(text, /bare +\| 1 +\| 1\.0 +\| 0\.5/);
  });
});

describe('the bench’s contestants', () => {
  const signer = createRequestSigner();
  const { commands } = createRegistry(features, { settings: [accessSettings] });
  const subjects = chooseSubjects(commands.values());
  let contestants: Contestant[] = [];
  before(async () => {
    contestants = await prepareContestants(signer.publicKey, subjects);
  });
  after(() => {
    for (const { worker } of contestants) worker.remove();
  });

  it('all verify, and answer the same three interactions the same way', async () => {
    assert.equal(contestants.length, 6);
    for (const { name, worker } of contestants) {
      const served = await worker.serve();
      try {
        for (const [kind, type] of [
          ['ping', 1],
          ['immediate', 4],
          ['deferred', 5],
        ] as const) {
          const request = signer.request(payload(kind, subjects, 1));
          const { status, body } = await askOnce(served.port, request);
          assert.equal(status, 200, `${name} ${kind}: ${body}`);
          assert.equal(JSON.parse(body).type, type, `${name} ${kind}`);
        }
        const forged = createRequestSigner().request(payload('ping', subjects, 1));
        assert.equal((await askOnce(served.port, forged)).status, 401, name);
        const counts = await fetch(`http://127.0.0.1:${served.sinkPort}/_control/counts`);
        assert.deepEqual(await counts.json(), { queue: 1, fetch: 0 }, name);
      } finally {
        await served.close();
      }
    }
  });

  it('of ours, neither database, model nor pages are parsed before the first answer', () => {
    const { modules } = contestants.find(({ name }) => name === 'guildhall') ?? assert.fail();
    const all = [...modules.values()].join();
    const eager = [...staticImports(modules)].map((name) => modules.get(name)).join();
    for (const sign of [/Neon-Connection-String/, /anthropic-version/, /<!DOCTYPE html>|doctype html/i]) {
      assert.match(all, sign);
      assert.doesNotMatch(eager, sign);
    }
  });

  it('of ours, there are few modules, and little is parsed before the first answer', () => {
    const [ours] = measureBundles(contestants.filter(({ name }) => name === 'guildhall'));
    assert.ok(ours);
    // A feature adds its code, its pages, and what both need; the core and the libraries are the rest.
    assert.ok(ours.modules <= 33 + 3 * features.length, `${ours.modules} modules`);
    assert.ok(ours.eagerBytes <= 64_000, `${ours.eagerBytes} bytes`);
    assert.ok(ours.gzipBytes <= BUNDLE_LIMIT, `${ours.gzipBytes} bytes with gzip`);
  });

  it('of ours, the core with the first job alone stays small', async () => {
    const [alone] = await measureFirstJob();
    assert.ok(alone);
    assert.ok(alone.gzipBytes <= FIRST_JOB_LIMIT, `${alone.gzipBytes} bytes with gzip`);
    // Less would mean that something of it is not there.
    assert.ok(alone.gzipBytes > 250_000, `${alone.gzipBytes} bytes with gzip`);
  });

  it('are counted by whole answers, and a refusal stops the count', async () => {
    const [bare] = contestants;
    assert.ok(bare);
    const served = await bare.worker.serve();
    try {
      const load = { port: served.port, pid: served.pid, forMs: 100, connections: 2 };
      const good = await runLoad({ ...load, requests: [signer.request(payload('ping', subjects, 1))] });
      assert.ok(good.perSecond > 0 && good.p50Ms > 0 && good.p99Ms >= good.p50Ms);
      const forged = createRequestSigner().request(payload('ping', subjects, 1));
      await assert.rejects(runLoad({ ...load, requests: [forged] }), /answered 401/);
    } finally {
      await served.close();
    }
  });
});

describe('npm run bench', () => {
  const run = promisify(execFile);
  const bench = (...args: string[]) => run(process.execPath, ['scripts/bench.ts', ...args]);

  it('G23: measures Guildhall beside its peers in one run, prints ratios and writes them to a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-test-'));
    try {
      const out = join(folder, 'results.json');
      const some = ['--only', 'interactions', '--rounds', '1', '--round-ms', '100'];
      const { stdout } = await bench(...some, '--out', out);
      const { interactions, coldStart, firstUses, bundles } = JSON.parse(readFileSync(out, 'utf8'));
      assert.deepEqual(
        firstUses.map(({ what, wallMs }: { what: string; wallMs: number }) => [what, wallMs > 0]),
        ['the job of a deferred command', 'a page', 'a call of the API', '/health'].map((what) => [
          what,
          true,
        ]),
      );
      for (const name of ['bare', 'guildhall', 'discord-hono', 'slash-create', 'discord-interactions']) {
        assert.match(stdout, new RegExp(`^\\| ${name} `, 'm'));
        const rows = interactions.filter((row: { contestant: string }) => row.contestant === name);
        assert.deepEqual(
          rows.map(({ kind }: { kind: string }) => kind),
          ['ping', 'immediate', 'deferred'],
        );
        for (const { ratio, perSecond } of rows) assert.ok(ratio.median > 0 && perSecond > 0, name);
        assert.ok(coldStart.some((row: { contestant: string }) => row.contestant === name));
        assert.ok(bundles.some((row: { contestant: string }) => row.contestant === name));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('leaves nothing behind when it is stopped', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-test-'));
    try {
      const child = spawn(process.execPath, ['scripts/bench.ts', '--only', 'interactions'], {
        env: { ...process.env, TMPDIR: folder },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const exited = once(child, 'exit');
      // Its first word comes when everything is written, just before the first server starts.
      await once(child.stderr, 'data');
      assert.ok(readdirSync(folder).length > 0);
      child.kill('SIGTERM');
      assert.deepEqual(await exited, [143, null]);
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('says what it takes instead of measuring nothing', async () => {
    await assert.rejects(bench('--only', 'everything'), /--only takes interactions, fan-out/);
    await assert.rejects(bench('--rounds', '0'), /--rounds takes a number from 1/);
  });
});

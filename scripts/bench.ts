import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { accessSettings } from '../src/core/access/settings.ts';
import { createRegistry } from '../src/core/registry.ts';
import { features } from '../src/features/index.ts';
import { measureBundles } from './bench/bundle-size.ts';
import { measureColdStart } from './bench/cold-start.ts';
import { prepareContestants } from './bench/contestants.ts';
import { measureDashboard, reportDashboard } from './bench/dashboard.ts';
import { measureFanOut, reportFanOut } from './bench/fan-out.ts';
import { measureGateway, reportGateway } from './bench/gateway.ts';
import { measureInbox, reportInbox } from './bench/inbox.ts';
import { measureInteractions } from './bench/interactions.ts';
import { countOutsideCalls } from './bench/outside-calls.ts';
import { chooseSubjects } from './bench/payloads.ts';
import { type BenchResults, report } from './bench/report.ts';
import { createRequestSigner } from './bench/signed-requests.ts';

const help = `Measures Guildhall beside a bare Worker and three libraries, in one run on this machine.

  npm run bench                     everything, about twelve minutes
  npm run bench -- --rounds 15      more rounds: steadier medians (default 7)
  npm run bench -- --round-ms 500   length of each turn in milliseconds (default 1500)
  npm run bench -- --out FILE       where the numbers go as JSON (default bench-results.json)

All are bundled as for production and served by plain workerd. A "bare" Worker verifies with a key imported once and
answers, nothing else. Numbers are ratios to it within the same round; differences under 5 % are noise.
Queue, database and Discord are one small Worker in the same process that answers at once, for everybody alike:
a deferred command therefore includes handing its payload to a queue, but no network.`;

interface Options {
  rounds: number;
  roundMs: number;
}

/** Runs all measurements, one after the other; `say` hears how far they are. */
export async function bench(options: Options, say: (line: string) => void): Promise<BenchResults> {
  const signer = createRequestSigner();
  const { commands } = createRegistry(features, { settings: [accessSettings] });
  const subjects = chooseSubjects(commands.values());
  const contestants = await prepareContestants(signer.publicKey, subjects);
  try {
    say('counting calls outside');
    const outsideCalls = await countOutsideCalls(contestants, subjects, commands.values(), signer);
    const interactions = await measureInteractions(contestants, subjects, signer, options, say);
    say('cold starts');
    const coldStart = await measureColdStart(contestants, subjects, signer, options.rounds * 2 + 1);
    return {
      about: about(contestants, subjects.deferred.name),
      interactions,
      coldStart,
      bundles: measureBundles(contestants),
      outsideCalls,
    };
  } finally {
    for (const { worker } of contestants) worker.remove();
  }
}

function about(contestants: readonly { name: string; version: string }[], deferred: string) {
  const versions = contestants.flatMap(({ name, version }) => (version ? [[name, version]] : []));
  const [processor] = cpus();
  return {
    at: new Date().toISOString(),
    processor: `${cpus().length} × ${processor?.model ?? 'unknown'}`,
    node: process.version,
    'immediate command': '/ping',
    'deferred command': deferred,
    ...(Object.fromEntries(versions) as Record<string, string>),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      rounds: { type: 'string', default: '7' },
      'round-ms': { type: 'string', default: '1500' },
      out: { type: 'string', default: 'bench-results.json' },
    },
  });
  if (values.help) return console.log(help);
  const options = { rounds: Number(values.rounds), roundMs: Number(values['round-ms']) };
  if (!(options.rounds >= 1 && options.roundMs >= 100)) {
    console.error('--rounds takes a number from 1, --round-ms one from 100.');
    process.exitCode = 1;
    return;
  }
  const results = await bench(options, (line) => console.error(line));
  console.log(report(results));
  const fanOut = await measureFanOut((line) => console.error(line));
  console.log(`\n${reportFanOut(fanOut)}`);
  const dashboard = await measureDashboard((line) => console.error(line));
  console.log(`\n${reportDashboard(dashboard)}`);
  const gateway = await measureGateway((line) => console.error(line));
  console.log(`\n${reportGateway(gateway)}`);
  const inbox = await measureInbox((line) => console.error(line));
  console.log(`\n${reportInbox(inbox)}`);
  writeFileSync(
    values.out,
    `${JSON.stringify({ ...results, fanOut, dashboard, gateway, inbox }, null, 2)}\n`,
  );
  console.log(`\nWritten to ${values.out}.`);
}

if (import.meta.main) await main();

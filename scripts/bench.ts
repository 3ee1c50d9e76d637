import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { accessSettings } from '../src/core/access/settings.ts';
import { createRegistry } from '../src/core/registry.ts';
import { features } from '../src/features/index.ts';
import { measureBundles, measureFirstJob } from './bench/bundle-size.ts';
import { measureColdStart } from './bench/cold-start.ts';
import { prepareContestants } from './bench/contestants.ts';
import { measureDashboard, reportDashboard } from './bench/dashboard.ts';
import { measureFanOut, reportFanOut } from './bench/fan-out.ts';
import { measureFirstUses } from './bench/first-uses.ts';
import { measureGateway, reportGateway } from './bench/gateway.ts';
import { measureInbox, reportInbox } from './bench/inbox.ts';
import { measureInteractions } from './bench/interactions.ts';
import { countOutsideCalls } from './bench/outside-calls.ts';
import { chooseSubjects } from './bench/payloads.ts';
import { type BenchResults, report } from './bench/report.ts';
import { measureRoles, reportRoles } from './bench/roles.ts';
import { createRequestSigner } from './bench/signed-requests.ts';
import { measureTickets, reportTickets } from './bench/tickets.ts';

const help = `Measures Guildhall beside a bare Worker and three libraries, in one run on this machine.

  npm run bench                     everything, about twelve minutes
  npm run bench -- --rounds 15      more rounds: steadier medians (default 7)
  npm run bench -- --round-ms 500   length of each turn in milliseconds (default 1500)
  npm run bench -- --only gateway   one part or several, with commas: interactions, fan-out, dashboard, gateway, inbox, roles, tickets
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
    const firstUses = await measureFirstUses(contestants, subjects, options.rounds);
    return {
      about: about(contestants, subjects.deferred.name),
      interactions,
      coldStart,
      firstUses,
      bundles: [...measureBundles(contestants), ...(await measureFirstJob())],
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

/** Every part: measures, then says what it found in words. */
const parts: Record<string, (options: Options, say: (line: string) => void) => Promise<[object, string]>> = {
  interactions: async (options, say) => {
    const results = await bench(options, say);
    return [results, report(results)];
  },
  'fan-out': async (_, say) => {
    const result = await measureFanOut(say);
    return [{ fanOut: result }, reportFanOut(result)];
  },
  dashboard: async (_, say) => {
    const result = await measureDashboard(say);
    return [{ dashboard: result }, reportDashboard(result)];
  },
  gateway: async (_, say) => {
    const result = await measureGateway(say);
    return [{ gateway: result }, reportGateway(result)];
  },
  roles: async (_, say) => {
    const result = await measureRoles(say);
    return [{ roles: result }, reportRoles(result)];
  },
  tickets: async (_, say) => {
    const result = await measureTickets(say);
    return [{ tickets: result }, reportTickets(result)];
  },
  inbox: async (_, say) => {
    const result = await measureInbox(say);
    return [{ inbox: result }, reportInbox(result)];
  },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      only: { type: 'string', default: Object.keys(parts).join() },
      rounds: { type: 'string', default: '7' },
      'round-ms': { type: 'string', default: '1500' },
      out: { type: 'string', default: 'bench-results.json' },
    },
  });
  if (values.help) return console.log(help);
  const options = { rounds: Number(values.rounds), roundMs: Number(values['round-ms']) };
  const chosen = values.only.split(',');
  const wrong =
    options.rounds >= 1 && options.roundMs >= 100
      ? chosen.some((name) => !Object.hasOwn(parts, name)) &&
        `--only takes ${Object.keys(parts).join(', ')}, with commas between them.`
      : '--rounds takes a number from 1, --round-ms one from 100.';
  if (wrong) {
    console.error(wrong);
    process.exitCode = 1;
    return;
  }
  // An end by a signal is an end like any other: what was started and written goes with it.
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    process.once(signal, () => process.exit(code));
  }
  let results = {};
  for (const name of chosen) {
    const [result, words] = (await parts[name]?.(options, (line) => console.error(line))) ?? [];
    results = { ...results, ...result };
    console.log(`${words}\n`);
  }
  writeFileSync(values.out, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`Written to ${values.out}.`);
}

if (import.meta.main) await main();

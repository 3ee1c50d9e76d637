import * as v from 'valibot';
import { SERVER_ID, SERVER_STATES } from '../model.ts';
import { PanelUntrusted } from './panel-errors.ts';
import type { PanelServer } from './server-provider.ts';

const MOST_SERVERS = 100;
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));
const oneLine = (text: string) => !/\p{Cc}/u.test(text);

const Server = v.object({
  id: v.pipe(v.string(), v.regex(SERVER_ID)),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100), v.check(oneLine)),
  accountId: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  state: v.picklist(SERVER_STATES),
  stateAt: v.pipe(v.string(), v.isoTimestamp()),
  players: v.nullish(v.object({ online: count, most: v.nullish(count) })),
  uptimeSeconds: v.nullish(count),
});
const Servers = v.object({ servers: v.pipe(v.array(Server), v.maxLength(MOST_SERVERS)) });

const toServer = (answer: v.InferOutput<typeof Server>): PanelServer => ({
  id: answer.id,
  name: answer.name,
  accountId: answer.accountId,
  state: answer.state,
  stateAt: new Date(answer.stateAt),
  impact: {
    playersOnline: answer.players?.online ?? null,
    playersMost: answer.players?.most ?? null,
    uptimeSeconds: answer.uptimeSeconds ?? null,
  },
});

/** The servers of one account. Throws PanelUntrusted for another shape, and for servers of somebody else. */
export function readServers(answer: unknown, accountId: string): PanelServer[] {
  const { servers } = parse(Servers, answer);
  if (servers.some((server) => server.accountId !== accountId))
    throw new PanelUntrusted('it holds servers of somebody else.');
  if (new Set(servers.map(({ id }) => id)).size !== servers.length)
    throw new PanelUntrusted('it names a server twice.');
  return servers.map(toServer);
}

/** One server. Throws PanelUntrusted for another shape, and for another server than the one asked for. */
export function readServer(answer: unknown, serverId: string): PanelServer {
  const server = parse(Server, answer);
  if (server.id !== serverId) throw new PanelUntrusted('it is about another server than the one asked for.');
  return toServer(server);
}

function parse<S extends v.GenericSchema>(schema: S, answer: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return parsed.output;
  const where = v.getDotPath(parsed.issues[0]) ?? 'the whole';
  throw new PanelUntrusted(`its form is wrong at “${where}”.`);
}

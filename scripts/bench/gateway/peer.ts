import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { GatewayIntentBits, REST } from 'discord.js';

/**
 * @discordjs/ws in a process of its own: receives, parses, and counts. Told a number over IPC, it says `done` when so
 * many messages have come in all.
 */
const [, , api = ''] = process.argv;
let received = 0;
let awaited = Number.POSITIVE_INFINITY;

const rest = new REST({ api, version: '10' }).setToken('bench');
const manager = new WebSocketManager({ token: 'bench', intents: GatewayIntentBits.DirectMessages, rest });
manager.on(WebSocketShardEvents.Dispatch, ({ data }: { data: { t: string } }) => {
  if (data.t === 'READY') process.send?.('ready');
  if (data.t !== 'MESSAGE_CREATE') return;
  received += 1;
  if (received >= awaited) process.send?.('done');
});
process.on('message', (count) => {
  awaited = received + Number(count);
  process.send?.('listening');
});
process.on('disconnect', () => process.exit(0));
await manager.connect();

import type { ServerResponse } from 'node:http';
import { clientChannel, clientDm, clientGuild } from './client-session.ts';
import { channelPermissions, Permission } from './permissions.ts';
import type { LocalEvent, LocalState } from './state.ts';
import { type Dict, isDict } from './validation/check.ts';
import { viewMessage } from './views.ts';

/** Comment lines keep proxies and the browser from closing a quiet stream. */
const KEEP_ALIVE_MS = 20_000;

/** One browser's stream of what its user may see: at most once, in order; a reconnect reloads the session. */
export class ClientStream {
  private readonly state: LocalState;
  readonly userId: string;
  private readonly response: ServerResponse;
  private readonly stop: () => void;

  constructor(state: LocalState, userId: string, response: ServerResponse, onClose: () => void) {
    this.state = state;
    this.userId = userId;
    this.response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
    });
    this.send('READY', { user_id: userId });
    const unlisten = state.listen((event) => this.hear(event));
    const beat = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS).unref();
    this.stop = () => {
      unlisten();
      clearInterval(beat);
    };
    response.on('close', () => {
      this.stop();
      onClose();
    });
  }

  end(): void {
    this.stop();
    this.response.end();
  }

  private send(t: string, d: unknown): void {
    this.response.write(`data: ${JSON.stringify({ t, d })}\n\n`);
  }

  private hear(event: LocalEvent): void {
    this.noticeOwnMembership(event);
    if (event.audience === 'gateway' || !this.maySee(event)) return;
    this.send(event.t, this.shape(event));
  }

  /** Joining and leaving oneself is more than a change in a member list. */
  private noticeOwnMembership({ t, d, guild_id }: LocalEvent): void {
    const user = isDict(d.user) ? d.user.id : undefined;
    const guild = this.state.data.guilds.get(guild_id ?? '');
    if (!guild || user !== this.userId) return;
    if (t === 'GUILD_MEMBER_ADD') this.send('GUILD_CREATE', clientGuild(this.state, guild, this.userId));
    if (t === 'GUILD_MEMBER_REMOVE') this.send('GUILD_DELETE', { id: guild.id });
  }

  private maySee(event: LocalEvent): boolean {
    if (event.user_ids) return event.user_ids.includes(this.userId);
    const { guilds, channels } = this.state.data;
    const channel = event.channel_id ? channels.get(event.channel_id) : undefined;
    if (channel)
      return (channelPermissions(this.state, this.userId, channel) & Permission.ViewChannel) !== 0n;
    if (event.guild_id) return guilds.get(event.guild_id)?.members.has(this.userId) ?? false;
    return true;
  }

  /** The client's shape where it differs from the gateway's: channels with permissions, reactions that are one's own. */
  private shape({ t, d }: LocalEvent): Dict {
    const { channels, messages } = this.state.data;
    if (/^(CHANNEL|THREAD)_(CREATE|UPDATE)$/.test(t)) {
      const channel = channels.get(String(d.id));
      if (!channel) return d;
      const view =
        channel.guild_id === null
          ? clientDm(this.state, channel, this.userId)
          : clientChannel(this.state, channel, this.userId);
      return { ...view };
    }
    if (t === 'MESSAGE_CREATE' || t === 'MESSAGE_UPDATE') {
      const message = messages.get(String(d.channel_id))?.get(String(d.id));
      return message ? { ...d, ...viewMessage(this.state, message, this.userId) } : d;
    }
    return d;
  }
}

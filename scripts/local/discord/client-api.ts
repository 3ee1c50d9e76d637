import type { ServerResponse } from 'node:http';
import { storeFile } from './attachments.ts';
import { openDm } from './channels.ts';
import { ClientStream } from './client-events.ts';
import { joinGuild, leaveGuild } from './client-membership.ts';
import * as client from './client-messages.ts';
import { clientChannel, clientDm, clientSession } from './client-session.ts';
import type { ClientSession } from './client-types.ts';
import { developerReport } from './developer-report.ts';
import { refusal } from './errors.ts';
import { type HttpRequest, type HttpResponse, type ParsedBody, parseBody } from './http.ts';
import { deliver } from './interactions/delivery.ts';
import { startInteraction, usableCommands } from './interactions/start.ts';
import { viewAttachment } from './media.ts';
import { findMessage } from './messages.ts';
import type { StoredAttachment } from './model.ts';
import { reachChannel } from './permissions.ts';
import { errorResponse } from './rest.ts';
import { tellTyping } from './routes/channels.ts';
import { openThread, readThread } from './threads.ts';
import { Check, type Dict, Fields, isDict } from './validation/check.ts';
import type { World } from './world.ts';

interface Ask extends ParsedBody {
  userId: string;
  query: URLSearchParams;
}

/** What the web client speaks: like Discord's own client API, with the acting user named in the open. */
export class ClientApi {
  private readonly world: World;
  private readonly streams = new Set<ClientStream>();
  /** Uploads wait here, by user, until an interaction names them. */
  private readonly uploads = new Map<string, Map<string, StoredAttachment>>();

  constructor(world: World) {
    this.world = world;
  }

  close(): void {
    for (const stream of this.streams) stream.end();
  }

  openEvents(request: HttpRequest, response: ServerResponse): void {
    const userId = this.actor(request);
    if (userId === undefined) throw refusal(40001);
    const stream: ClientStream = new ClientStream(this.world.state, userId, response, () => {
      this.streams.delete(stream);
      this.showPresence(userId);
    });
    this.streams.add(stream);
    this.showPresence(userId);
  }

  /** Who has the web client open is online. */
  private showPresence(userId: string): void {
    const isOpen = [...this.streams].some((stream) => stream.userId === userId);
    this.world.gateway.presences.set(userId, { status: isOpen ? 'online' : 'offline', activities: [] });
  }

  private session(userId: string | undefined): ClientSession {
    return clientSession(this.world.state, this.world.gateway.presences, userId);
  }

  private actor(request: HttpRequest): string | undefined {
    const named = request.headers['x-user-id'] ?? request.query.get('user');
    const user = typeof named === 'string' ? this.world.state.data.users.get(named) : undefined;
    return user && !user.bot ? user.id : undefined;
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    try {
      const parts = request.path.split('/').slice(2).map(decodeURIComponent);
      const userId = this.actor(request);
      const route = `${request.method} ${parts[0] ?? ''}`;
      if (route === 'GET session') return { status: 200, body: this.session(userId) };
      if (route === 'GET developer') return { status: 200, body: developerReport(this.world) };
      if (userId === undefined) throw refusal(40001);
      const ask = { ...(await parseBody(request)), userId, query: request.query };
      const body =
        parts[0] === 'channels'
          ? this.inChannel(request.method, parts.slice(1), ask)
          : this.other(route, ask);
      return { status: body === undefined ? 204 : 200, body };
    } catch (error) {
      return errorResponse(error, {}, request.path);
    }
  }

  private inChannel(method: string, parts: string[], ask: Ask): unknown {
    const { state } = this.world;
    const [channelId = '', kind = '', messageId = '', , emoji = ''] = parts;
    const channel = reachChannel(state, ask.userId, channelId);
    switch (
      `${method} ${parts.length > 3 ? 'reaction' : kind}${messageId && parts.length <= 3 ? '/one' : ''}`
    ) {
      case 'GET messages':
        return client.history(state, ask.userId, channel, ask.query);
      case 'POST messages':
        return client.send(state, ask.userId, channel, ask);
      case 'PATCH messages/one':
        return client.edit(state, ask.userId, channel, messageId, ask);
      case 'DELETE messages/one':
        return client.remove(state, ask.userId, channel, messageId);
      case 'PUT reaction':
        return client.react(state, ask.userId, channel, messageId, emoji, true);
      case 'DELETE reaction':
        return client.react(state, ask.userId, channel, messageId, emoji, false);
      case 'POST typing':
        return tellTyping(state, ask.userId, channel);
      case 'POST threads': {
        const body = isDict(ask.body) ? ask.body : {};
        const on =
          typeof body.message_id === 'string' ? findMessage(state, channel.id, body.message_id) : undefined;
        const options = readThread({ type: 11, ...body }, on !== undefined);
        return clientChannel(state, openThread(state, channel, ask.userId, options, on), ask.userId);
      }
      default:
        throw refusal(10003);
    }
  }

  private other(route: string, ask: Ask): unknown {
    const { state } = this.world;
    const check = new Check();
    const fields = new Fields(check, ask.body ?? {});
    switch (route) {
      case 'POST dms': {
        const other = fields.snowflake('recipient_id', { required: true }) ?? '';
        check.done();
        if (!state.data.users.has(other) || other === ask.userId) throw refusal(10013);
        return clientDm(state, openDm(state, ask.userId, other), ask.userId);
      }
      case 'GET commands': {
        const channelId = ask.query.get('channel_id') ?? '';
        return usableCommands(state, ask.userId, channelId);
      }
      case 'POST interactions':
        return this.interact(fields, ask);
      case 'POST upload':
        return this.upload(ask);
      case 'POST dismiss':
        return client.dismiss(state, ask.userId, fields.snowflake('message_id') ?? '');
      case 'POST join':
        return joinGuild(state, ask.userId, fields.snowflake('guild_id') ?? '');
      case 'POST leave':
        return leaveGuild(state, ask.userId, fields.snowflake('guild_id') ?? '');
      case 'POST settings': {
        const user = state.data.users.get(ask.userId);
        if (user) user.dms_closed = fields.boolean('dms_closed') ?? user.dms_closed;
        return state.touch();
      }
      default:
        throw refusal(10003);
    }
  }

  /** Accepts an interaction; its fate arrives by events, as with Discord's own client. */
  private interact(fields: Fields, ask: Ask): undefined {
    const type = fields.choice('type', [2, 3, 4, 5], { required: true }) ?? 2;
    const channelId = fields.snowflake('channel_id', { required: true }) ?? '';
    const messageId = fields.snowflake('message_id');
    const nonce = fields.string('nonce', { max: 64 });
    const data: Dict = fields.dict('data', { required: true })?.value ?? {};
    fields.check.done();
    const interaction = startInteraction(this.world, {
      type,
      userId: ask.userId,
      channelId,
      messageId,
      nonce,
      data,
      uploads: this.uploads.get(ask.userId),
    });
    void deliver(this.world, interaction);
    return undefined;
  }

  private upload(ask: Ask): unknown {
    const { state } = this.world;
    const own = this.uploads.get(ask.userId) ?? new Map<string, StoredAttachment>();
    this.uploads.set(ask.userId, own);
    const attachments = ask.files.map((file) => {
      const stored = storeFile(state, ask.userId, { ...file, ephemeral: true });
      own.set(stored.id, stored);
      return viewAttachment(state, stored);
    });
    return { attachments };
  }
}

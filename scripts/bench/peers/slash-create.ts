import { CloudflareWorkerServer, type CommandContext, SlashCommand, SlashCreator } from 'slash-create/web';
import { deferred, immediate, type PeerEnv } from './declarations.ts';

class Immediate extends SlashCommand {
  constructor(creator: SlashCreator) {
    super(creator, { name: immediate.name, description: 'Check whether it answers.' });
  }

  override async run(ctx: CommandContext) {
    await ctx.send({ content: immediate.text, ephemeral: true });
  }
}

class Deferred extends SlashCommand {
  constructor(creator: SlashCreator) {
    super(creator, { name: deferred.name, type: deferred.type, ...describe(deferred.type) });
  }

  override async run(ctx: CommandContext) {
    await ctx.defer();
    await (ctx.serverContext as PeerEnv).JOBS.send(ctx.data);
  }
}

const describe = (type: number) => (type === 1 ? { description: 'Work that takes longer.' } : {});

/** As its Cloudflare template does it: the creator is made once, on the first request, from the bindings. */
let server: CloudflareWorkerServer | undefined;

function open(env: PeerEnv): CloudflareWorkerServer {
  const worker = new CloudflareWorkerServer();
  const creator = new SlashCreator({
    applicationID: env.DISCORD_APPLICATION_ID,
    publicKey: env.DISCORD_PUBLIC_KEY,
    token: env.DISCORD_TOKEN,
  });
  creator.withServer(worker).registerCommands([Immediate, Deferred]);
  return worker;
}

export default {
  fetch(request: Request, env: PeerEnv, execution: Parameters<CloudflareWorkerServer['fetch']>[2]) {
    server ??= open(env);
    return server.fetch(request, env, execution);
  },
};

const LIVE_PATH = /^(?:\/api\/v1)?\/guilds\/(\d{1,20})\/live$/;

/** The guild of a request for the stream; undefined when it is another's to answer, as the plain API route is. */
export function liveGuildOf(request: Request, pathname: string): string | undefined {
  const guildId = LIVE_PATH.exec(pathname)?.[1];
  const isApi = pathname.startsWith('/api/');
  if (request.method !== 'GET') return request.method === 'POST' && !isApi ? guildId : undefined;
  const streams = request.headers.get('upgrade') !== null || wantsEventStream(request);
  return streams || !isApi ? guildId : undefined;
}

export const wantsEventStream = (request: Request): boolean =>
  /\btext\/event-stream\b/.test(request.headers.get('accept') ?? '');

import type { HttpRequest, HttpResponse } from './http.ts';

type Assets = Map<string, { type: string; body: string | Uint8Array }>;

let assets: Promise<Assets> | undefined;

/** The web client's files, bundled on the first request; a hint where the bundle cannot be made. */
export async function handleWeb(request: HttpRequest): Promise<HttpResponse> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405 };
  assets ??= import('./web/bundle.ts').then((bundle) => bundle.webAssets());
  try {
    const found =
      (await assets).get(request.path) ?? (isPage(request.path) ? (await assets).get('/') : undefined);
    if (!found) return { status: 404, body: 'Not found', headers: { 'content-type': 'text/plain' } };
    return {
      status: 200,
      body: found.body,
      headers: { 'content-type': found.type, 'cache-control': 'no-cache' },
    };
  } catch (error) {
    assets = undefined;
    const text = `The local Discord runs, but its web client could not be built: ${String(error)}`;
    return { status: 503, body: text, headers: { 'content-type': 'text/plain; charset=utf-8' } };
  }
}

/** Paths without a dot are the client's own routes. */
function isPage(path: string): boolean {
  return !path.includes('.');
}

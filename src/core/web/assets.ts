import htmx from 'htmx.org/dist/htmx.min.js' with { type: 'text' };
import { sha256Hex } from '../hash.ts';
import boardScript from './board.js' with { type: 'text' };
import dashboard from './dashboard.js' with { type: 'text' };
import desk from './desk.js' with { type: 'text' };
import live from './live.js' with { type: 'text' };
import base from './styles/base.css' with { type: 'text' };
import board from './styles/board.css' with { type: 'text' };
import components from './styles/components.css' with { type: 'text' };
import deskStyle from './styles/desk.css' with { type: 'text' };
import discordMessage from './styles/discord-message.css' with { type: 'text' };
import layout from './styles/layout.css' with { type: 'text' };
import touch from './styles/touch.css' with { type: 'text' };

interface Asset {
  name: string;
  type: string;
  body: string;
}

/** Addresses of what pages refer to. */
export interface AssetPaths {
  style: string;
  htmx: string;
  script: string;
  live: string;
  desk: string;
  board: string;
  icon: string;
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3f4fb8"/><path d="M16 6 6 12v2h20v-2zM8 16h3v7H8zm6.500 0h3v7h-3zm6.500 0h3v7h-3zM6 24h20v2H6z" fill="#fff"/></svg>';

const files: Record<keyof AssetPaths, Asset> = {
  style: {
    name: 'guildhall.css',
    type: 'text/css',
    body: base + layout + components + discordMessage + deskStyle + board + touch,
  },
  htmx: { name: 'htmx.js', type: 'text/javascript', body: htmx },
  script: { name: 'dashboard.js', type: 'text/javascript', body: dashboard },
  desk: { name: 'desk.js', type: 'text/javascript', body: desk },
  board: { name: 'board.js', type: 'text/javascript', body: boardScript },
  live: { name: 'live.js', type: 'text/javascript', body: live },
  icon: { name: 'icon.svg', type: 'image/svg+xml', body: icon },
};

let known: Promise<{ paths: AssetPaths; byPath: Map<string, Asset> }> | undefined;

/** The hash of the content is part of the name, so that browsers may keep a file for good. */
async function load() {
  const paths = {} as AssetPaths;
  const byPath = new Map<string, Asset>();
  for (const [key, asset] of Object.entries(files) as [keyof AssetPaths, Asset][]) {
    const [stem, ending] = asset.name.split('.');
    const path = `/assets/${stem}-${(await sha256Hex(asset.body)).slice(0, 12)}.${ending}`;
    paths[key] = path;
    byPath.set(path, asset);
  }
  return { paths, byPath };
}

export async function assetPaths(): Promise<AssetPaths> {
  known ??= load();
  return (await known).paths;
}

/** The file at `/assets/…`, to be kept for a year; undefined when this version has none of that name. */
export async function assetResponse(path: string): Promise<Response | undefined> {
  known ??= load();
  const asset = (await known).byPath.get(path);
  if (!asset) return undefined;
  return new Response(asset.body, {
    headers: {
      'content-type': `${asset.type}; charset=utf-8`,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    },
  });
}

/** Filled in by the bundler from Guildhall's own declarations, so that everybody answers the same payloads. */
declare const IMMEDIATE_NAME: string;
declare const DEFERRED_NAME: string;
declare const DEFERRED_TYPE: 1 | 2 | 3;

/** The one immediate and the one deferred command that every contestant declares. */
export const immediate = { name: IMMEDIATE_NAME, text: 'Guildhall is here.' };
export const deferred = { name: DEFERRED_NAME, type: DEFERRED_TYPE };

export interface PeerEnv {
  DISCORD_PUBLIC_KEY: string;
  DISCORD_APPLICATION_ID: string;
  DISCORD_TOKEN: string;
  JOBS: { send(message: unknown): Promise<unknown> };
}

/** In the runtime, but not yet in the types of ES2024. */
export const fromHex = (Uint8Array as unknown as { fromHex(hex: string): Uint8Array<ArrayBuffer> }).fromHex;

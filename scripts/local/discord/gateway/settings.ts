/** What tests may change about the gateway; durations in milliseconds. */
export interface GatewaySettings {
  /** Told in HELLO and kept by real time: a client that stays silent for two intervals is closed with 4009. */
  heartbeatIntervalMs: number;
  /** Identifies per five seconds (local clock) of shards with the same `id % maxConcurrency`. */
  maxConcurrency: number;
  /** What `/gateway/bot` recommends. */
  shards: number;
  /** An identify with fewer shards is closed with 4011. */
  requiredShards: number;
  /** How long a session without a connection can be resumed, by the local clock. */
  sessionTimeoutMs: number;
  /** Events kept for a resume; who is further behind starts anew. */
  replayLimit: number;
  /** Real time that every frame to clients is held back. */
  latencyMs: number;
}

export const DEFAULT_SETTINGS: Readonly<GatewaySettings> = {
  heartbeatIntervalMs: 41_250,
  maxConcurrency: 1,
  shards: 1,
  requiredShards: 1,
  sessionTimeoutMs: 180_000,
  replayLimit: 30_000,
  latencyMs: 0,
};

import type { LaneNamespace } from '../env.ts';

/** How deliveries of one lane are sent: to a program, several at a time, or to Discord, packed and paced. */
export type LaneKind = 'http' | 'discord';

/**
 * A lane is what is sent one after the other: everything for one endpoint, or for one Discord webhook whoever posts
 * there. A notice whose webhook is not known yet waits in a lane of its own.
 */
export const httpLane = (endpointId: string): string => `http:${endpointId}`;
export const discordLane = (webhookId: string): string => `discord:${webhookId}`;
export const noticeLane = (guildId: string, notice: string): string => `notice:${guildId}:${notice}`;

export const laneKind = (lane: string): LaneKind => (lane.startsWith('http:') ? 'http' : 'discord');

/** Tells a lane's object that something waits. It remembers that before this returns. */
export async function wakeLane(lanes: LaneNamespace, lane: string): Promise<void> {
  const stub = lanes.get(lanes.idFromName(lane));
  const response = await stub.fetch('https://lane/wake', { method: 'POST', body: lane });
  if (!response.ok) throw new Error(`the lane could not be woken: ${response.status}`);
}

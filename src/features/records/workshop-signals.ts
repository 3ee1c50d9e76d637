import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';

/** A machine as signals and the API show it. */
export const MachineView = v.object({
  id: v.string(),
  name: v.string(),
  aliases: v.array(v.string()),
  location: v.nullable(v.string()),
  archivedAt: v.nullable(v.string()),
});
export type MachineView = v.InferOutput<typeof MachineView>;

/** A person of the roster as signals show it. */
export const MaintainerView = v.object({
  id: v.string(),
  name: v.string(),
  username: v.nullable(v.string()),
  discordUserId: v.nullable(v.string()),
});
export type MaintainerView = v.InferOutput<typeof MaintainerView>;

const machine: MachineView = {
  id: '0192d3a4-7c1e-7a55-8a10-000000000001',
  name: 'Medieval Madness',
  aliases: ['MM'],
  location: 'Hall 2',
  archivedAt: null,
};
const maintainer: MaintainerView = {
  id: '0192d3a4-7c1e-7a55-8a10-000000000002',
  name: 'Sam Fixit',
  username: 'sam',
  discordUserId: '1000000000000000012',
};

const ofMachine = (title: string): SignalDefinition => ({
  title,
  schema: v.object({ machine: MachineView }),
  sample: { machine },
});
const ofMaintainer = (title: string): SignalDefinition => ({
  title,
  schema: v.object({ maintainer: MaintainerView }),
  sample: { maintainer },
});

export const workshopSignals: Record<string, SignalDefinition> = {
  'machine.added': ofMachine('A machine was added'),
  'machine.changed': ofMachine('A machine was renamed, moved, archived or brought back'),
  'maintainer.added': ofMaintainer('Somebody was added to the roster'),
  'maintainer.linked': ofMaintainer('A maintainer was linked with a Discord account'),
  'maintainer.unlinked': ofMaintainer('A maintainer is no longer linked with a Discord account'),
  'maintainer.removed': ofMaintainer('Somebody was taken off the roster'),
};

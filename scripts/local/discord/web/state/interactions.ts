import { api, messageOf, snowflake } from './api.ts';
import { get, type Pending, set, toast } from './store.ts';
import type { CommandChoice, Component, Id, Message, Modal } from './wire.ts';

/** Discord gives an application 3 s; the server then reports the failure, this is only the net under it. */
const patience = 20_000;

async function send(nonce: string, pending: Pending, body: Record<string, unknown>): Promise<boolean> {
  const guild = get().channels[pending.channel]?.guild_id;
  set((s) => ({ pending: { ...s.pending, [nonce]: pending } }));
  setTimeout(() => fail(nonce, 'No outcome arrived within 20 seconds.'), patience);
  try {
    await api('POST', '/interactions', { nonce, guild_id: guild, channel_id: pending.channel, ...body });
    return true;
  } catch (error) {
    fail(nonce, messageOf(error));
    return false;
  }
}

function take(nonce: string): Pending | undefined {
  const { [nonce]: found, ...rest } = get().pending;
  if (found) set({ pending: rest });
  return found;
}

function fail(nonce: string, reason: string): void {
  const pending = take(nonce);
  if (!pending) return;
  const { kind, message, label } = pending;
  if (kind === 'autocomplete') {
    settleChoices(nonce, null, reason);
    return;
  }
  if (message) set((s) => ({ failed: { ...s.failed, [message]: reason } }));
  if (kind === 'command')
    set((s) => ({ waiting: s.waiting.map((w) => (w.nonce === nonce ? { ...w, failed: reason } : w)) }));
  if (kind === 'modal')
    set((s) => (s.modal ? { modal: { ...s.modal, busy: false, nonce: null, error: reason } } : {}));
  toast(`${label}: the interaction failed`, reason);
}

export function runCommand(channel: Id, label: string, data: Record<string, unknown>): Promise<boolean> {
  const nonce = snowflake();
  // A marked message would pull the view back to itself, away from the answer.
  set((s) => ({ waiting: [...s.waiting, { nonce, channel, label }], highlight: null }));
  return send(nonce, { kind: 'command', channel, label }, { type: 2, data });
}
export const forget = (nonce: string): void =>
  set((s) => ({ waiting: s.waiting.filter((w) => w.nonce !== nonce) }));

export function pressComponent(message: Message, component: Component, values?: string[]): Promise<boolean> {
  const customId = component.custom_id ?? '';
  const label = component.label ?? component.placeholder ?? 'Component';
  const { [message.id]: _, ...failed } = get().failed;
  set({ failed });
  return send(
    snowflake(),
    { kind: 'component', channel: message.channel_id, message: message.id, customId, label },
    {
      type: 3,
      message_id: message.id,
      message_flags: message.flags ?? 0,
      data: { component_type: component.type, custom_id: customId, ...(values ? { values } : {}) },
    },
  );
}

export function submitModal(components: unknown[]): Promise<boolean> {
  const open = get().modal;
  if (!open) return Promise.resolve(false);
  const nonce = snowflake();
  set({ modal: { ...open, busy: true, error: null, nonce } });
  const { id, custom_id, title } = open.modal;
  return send(
    nonce,
    { kind: 'modal', channel: open.channel, label: title },
    { type: 5, data: { id, custom_id, components } },
  );
}

const asking = new Map<string, (choices: CommandChoice[] | null, reason?: string) => void>();
const settleChoices = (nonce: string, choices: CommandChoice[] | null, reason?: string): void => {
  asking.get(nonce)?.(choices, reason);
  asking.delete(nonce);
};
/** Asks the application for choices; null with a reason when it did not answer. */
export function autocomplete(
  channel: Id,
  data: Record<string, unknown>,
): Promise<{ choices: CommandChoice[] | null; reason?: string }> {
  const nonce = snowflake();
  return new Promise((resolve) => {
    asking.set(nonce, (choices, reason) => resolve({ choices, reason }));
    void send(nonce, { kind: 'autocomplete', channel, label: 'Autocomplete' }, { type: 4, data });
  });
}

export function onInteraction(t: string, d: { id?: Id; nonce: string } & Record<string, unknown>): void {
  switch (t) {
    case 'INTERACTION_SUCCESS': {
      const done = take(d.nonce);
      forget(d.nonce);
      if (done?.kind === 'modal' && get().modal?.nonce === d.nonce) set({ modal: null });
      return;
    }
    case 'INTERACTION_FAILURE':
      fail(d.nonce, String(d.reason ?? 'The application did not respond.'));
      return;
    case 'INTERACTION_MODAL_CREATE': {
      const from = take(d.nonce);
      forget(d.nonce);
      const modal = d as unknown as Modal & { channel_id?: Id };
      const channel = modal.channel_id ?? from?.channel ?? get().route.channel ?? '';
      set({ modal: { modal, channel, error: null, busy: false, nonce: null } });
      return;
    }
    case 'APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE':
      take(d.nonce);
      settleChoices(d.nonce, d.choices as CommandChoice[]);
  }
}

import { useState } from 'hono/jsx/dom';
import { copy, makeThread, userMenu } from '../state/menus.ts';
import { deleteMessage, sendMessage } from '../state/messages.ts';
import { openChannel } from '../state/router.ts';
import { channelName, displayName, guildOf, hex, rolesOf } from '../state/selectors.ts';
import { openDm } from '../state/session.ts';
import { get, type Dialog as Open, set, toast, useStore } from '../state/store.ts';
import type { Id, Message } from '../state/wire.ts';
import { Avatar, BotBadge } from './avatar.tsx';
import { Dialog } from './dialog.tsx';
import { Markdown } from './markdown.tsx';
import { Join, Leave } from './membership-dialogs.tsx';
import { channelPlaces, Places } from './places.tsx';
import { stamp } from './time-words.ts';

const close = () => set({ dialog: null });
const field = (e: Event): string => (e.target instanceof HTMLInputElement ? e.target.value : '');

function Forward({ message }: { message: Message }) {
  const go = async (channel: Id) => {
    close();
    const reference = {
      type: 1,
      message_id: message.id,
      channel_id: message.channel_id,
      guild_id: get().channels[message.channel_id]?.guild_id,
    };
    if (await sendMessage(channel, '', [], { message_reference: reference }))
      toast('Message forwarded', channelName(get(), get().channels[channel]), 'info');
  };
  return (
    <Dialog title="Forward to" onClose={close}>
      <Places places={channelPlaces((c) => void go(c))} hint="Channel or person" />
    </Dialog>
  );
}

function Switcher() {
  const people = Object.values(get().users)
    .filter((u) => u.id !== get().me)
    .map((u) => ({
      key: u.id,
      label: `@${displayName(u)}`,
      detail: 'Open a direct message',
      go: () => {
        close();
        void openDm(u.id);
      },
    }));
  const channels = channelPlaces((c) => {
    close();
    openChannel(c);
  });
  const taken = new Set(channels.map((c) => c.label));
  return (
    <Dialog title="Where to?" onClose={close}>
      <Places
        places={[...channels, ...people.filter((p) => !taken.has(p.label))]}
        hint="Find a channel or person"
      />
    </Dialog>
  );
}

function ThreadDialog({ channel, message }: { channel: Id; message?: Message }) {
  const [name, setName] = useState(message?.content.replace(/\s+/g, ' ').slice(0, 40) ?? '');
  return (
    <Dialog title="Create thread" onClose={close}>
      <form
        onSubmit={(e: Event) => {
          e.preventDefault();
          if (name.trim()) void makeThread(channel, name.trim(), message?.id);
        }}
      >
        <div class="dialog-body">
          <label class="field">
            <span class="field-label">Thread name</span>
            <input
              class="wide"
              type="text"
              maxLength={100}
              value={name}
              onInput={(e: Event) => setName(field(e))}
            />
          </label>
        </div>
        <div class="dialog-foot">
          <button type="button" class="button secondary" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={!name.trim()}>
            Create Thread
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Delete({ message }: { message: Message }) {
  return (
    <Dialog title="Delete message" onClose={close}>
      <div class="dialog-body">
        <p>Delete this message for everyone?</p>
        <blockquote>
          <Markdown text={message.content || '(no text)'} />
        </blockquote>
      </div>
      <div class="dialog-foot">
        <button type="button" class="button secondary" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          class="button danger"
          autofocus
          onClick={() => {
            close();
            void deleteMessage(message);
          }}
        >
          Delete
        </button>
      </div>
    </Dialog>
  );
}

function Profile({ id }: { id: Id }) {
  const user = useStore((s) => s.users[id]);
  const guild = useStore((s) => guildOf(s, s.route.channel) ?? s.guilds[s.route.guild]);
  const me = useStore((s) => s.me);
  if (!user) return <span hidden />;
  const member = guild?.members.find((m) => m.user.id === id);
  return (
    <Dialog title={displayName(user, guild)} onClose={close} class="profile">
      <div class="dialog-body">
        <div class="profile-head">
          <Avatar user={user} size={80} />
          <div>
            <strong>{displayName(user, guild)}</strong> {user.bot ? <BotBadge /> : null}
            <div class="muted">{user.username}</div>
          </div>
        </div>
        {member?.joined_at ? (
          <p>
            <span class="field-label">Member since</span> {stamp(member.joined_at)}
          </p>
        ) : null}
        <div class="field-label">Roles</div>
        <div class="role-chips">
          {rolesOf(guild, id).map((r) => (
            <span class="role-chip" key={r.id}>
              <i style={{ background: r.color ? hex(r.color) : 'var(--muted)' }} />
              {r.name}
            </span>
          ))}
          {rolesOf(guild, id).length ? null : <span class="muted">No roles here</span>}
        </div>
      </div>
      <div class="dialog-foot">
        <button type="button" class="button secondary" onClick={() => void copy(id, 'User ID')}>
          Copy ID
        </button>
        <button
          type="button"
          class="button secondary"
          onClick={(e: MouseEvent) => {
            void userMenu(e, id);
            close();
          }}
        >
          Apps & more
        </button>
        {id === me ? null : (
          <button
            type="button"
            class="button primary"
            onClick={() => {
              close();
              void openDm(id);
            }}
          >
            Message
          </button>
        )}
      </div>
    </Dialog>
  );
}

function Keys() {
  const keys = [
    ['/', 'Commands of the application'],
    ['↑ in an empty message', 'Edit your last message'],
    ['Ctrl K', 'Find a channel or person'],
    ['Ctrl .', 'Developer drawer'],
    ['Tab to the messages, ↑ ↓', 'Walk through messages; R reply, E edit, + react, Delete'],
    ['Shift F10', 'Menu of the focused message or person'],
    ['Escape', 'Close, cancel, go back to the message field'],
  ];
  return (
    <Dialog title="Keyboard" onClose={close}>
      <dl class="dialog-body keys">
        {keys.map(([key, what]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

export function Dialogs({ dialog }: { dialog: Open }) {
  switch (dialog.kind) {
    case 'forward':
      return <Forward message={dialog.message} />;
    case 'thread':
      return <ThreadDialog channel={dialog.channel} message={dialog.message} />;
    case 'delete':
      return <Delete message={dialog.message} />;
    case 'switcher':
      return <Switcher />;
    case 'profile':
      return <Profile id={dialog.user} />;
    case 'keys':
      return <Keys />;
    case 'leave':
      return <Leave guild={dialog.guild} />;
    case 'join':
      return <Join />;
  }
}

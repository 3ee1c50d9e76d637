import { DiscordMessage } from '../../../core/web/components/discord-message.tsx';
import type { Choice } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { AnnouncementBody } from '../message-body.ts';
import { channelChoices, roleChoices } from './announcement-parts.tsx';

/** The message with the names that Discord shows in the place of ids; without an answer of Discord the ids are shown. */
export async function DrawnAnnouncement({ page, message }: { page: PageRequest; message: AnnouncementBody }) {
  const text = JSON.stringify(message);
  const [roles, channels] = await Promise.all([
    text.includes('<@&') ? roleChoices(page.ctx) : undefined,
    text.includes('<#') ? channelChoices(page.ctx) : undefined,
  ]);
  return (
    <DiscordMessage
      message={message}
      author="Guildhall"
      names={{ roles: namesOf(roles), channels: namesOf(channels) }}
    />
  );
}

const namesOf = (choices: readonly Choice[] | undefined): ReadonlyMap<string, string> =>
  new Map((choices ?? []).map(({ value, title }) => [value, title]));

import { isDiscordAdmin } from '../../access/actor.ts';
import type { KnownGuild } from '../../tables.ts';
import { EmptyState, Initials, PageHeader } from '../components/basics.tsx';

const roleOf = (guild: KnownGuild): string =>
  guild.owner ? 'Owner' : isDiscordAdmin(BigInt(guild.permissions)) ? 'Admin' : 'Member';

/** The servers of the person: those with Guildhall, then those they may add it to. */
export const HomePage = (props: {
  guilds: readonly KnownGuild[];
  inviteUrl: (guildId: string) => string | undefined;
}) => {
  const byName = props.guilds.toSorted((a, b) => a.name.localeCompare(b.name));
  const open = byName.filter(({ hasBot }) => hasBot);
  const addable = byName.filter((guild) => !guild.hasBot && isDiscordAdmin(BigInt(guild.permissions)));
  return (
    <>
      <PageHeader title="Your servers" lead="Choose where you want to work." />
      {open.length === 0 && (
        <EmptyState icon="home" title="Guildhall is in none of your servers yet">
          {addable.length > 0
            ? 'Add it to one of yours below; it takes a minute.'
            : 'Ask somebody who may manage your server to add it. Once it is there, the server shows up here.'}
        </EmptyState>
      )}
      <ul class="guilds">
        {open.map((guild) => (
          <li>
            <a class="guild-card" href={`/guilds/${guild.id}`}>
              <Initials name={guild.name} />
              <span>
                <strong>{guild.name}</strong>
                <small>{roleOf(guild)}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {addable.length > 0 && (
        <section>
          <h2>Add Guildhall to another server</h2>
          <p class="help">You may manage these servers, and Guildhall is not in them yet.</p>
          <ul class="guilds">
            {addable.map((guild) => (
              <li>
                <a class="guild-card absent" href={props.inviteUrl(guild.id) ?? '/'} rel="noreferrer">
                  <Initials name={guild.name} />
                  <span>
                    <strong>{guild.name}</strong>
                    <small>Add to this server</small>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
};

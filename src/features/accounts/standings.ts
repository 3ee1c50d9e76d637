import type { Standing } from '../../core/roles/standing.ts';

const whose = ({ discordUserId }: Record<string, unknown>): readonly string[] =>
  typeof discordUserId === 'string' ? [discordUserId] : [];

/** What Discord roles can be given for. */
export const accountStandings: Readonly<Record<string, Standing>> = {
  linked: {
    title: 'Has linked an account',
    help: 'From the moment a member links a customer account until the link ends.',
    members: async (ctx, question) => (await import('./linked-members.ts')).linkedMembers(ctx, question),
    changedBy: { 'account.linked': whose, 'account.unlinked': whose },
  },
};

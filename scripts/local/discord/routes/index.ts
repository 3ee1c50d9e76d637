import type { Route } from '../router.ts';
import { applicationRoutes } from './applications.ts';
import { channelRoutes } from './channels.ts';
import { commandRoutes } from './commands.ts';
import { gatewayRoutes } from './gateway.ts';
import { guildRoutes } from './guilds.ts';
import { interactionRoutes } from './interactions.ts';
import { memberRoutes } from './members.ts';
import { messageRoutes } from './messages.ts';
import { oauthRoutes } from './oauth.ts';
import { pinRoutes } from './pins.ts';
import { reactionRoutes } from './reactions.ts';
import { roleConnectionRoutes } from './role-connections.ts';
import { roleRoutes } from './roles.ts';
import { scheduledEventRoutes } from './scheduled-events.ts';
import { threadRoutes } from './threads.ts';
import { userRoutes } from './users.ts';
import { webhookMessageRoutes } from './webhook-messages.ts';
import { webhookRoutes } from './webhooks.ts';

/** Every REST route the local Discord knows; all else is 404 as Discord's own unknown routes are. */
export const routes: Route[] = [
  ...applicationRoutes,
  ...channelRoutes,
  ...commandRoutes,
  ...gatewayRoutes,
  ...guildRoutes,
  ...interactionRoutes,
  ...memberRoutes,
  ...messageRoutes,
  ...oauthRoutes,
  ...pinRoutes,
  ...reactionRoutes,
  ...roleConnectionRoutes,
  ...roleRoutes,
  ...scheduledEventRoutes,
  ...threadRoutes,
  ...userRoutes,
  ...webhookMessageRoutes,
  ...webhookRoutes,
];

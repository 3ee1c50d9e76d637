import type { ApiRoutes } from '../../../core/http/routes.ts';
import { closingRoutes } from './closing/closing-routes.ts';
import { hoursRoutes } from './hours/hours-routes.ts';
import { blockRoutes } from './limits/block-routes.ts';
import { portableRoutes } from './portable/portable-routes.ts';
import { cannedRoutes } from './replies/canned-routes.ts';
import { statisticsRoutes } from './statistics/statistics-routes.ts';
import { transcriptRoutes } from './transcript/transcript-routes.ts';

/** What the desk needs around tickets. */
export const deskRoutes: ApiRoutes = [
  ...hoursRoutes,
  ...blockRoutes,
  ...transcriptRoutes,
  ...statisticsRoutes,
  ...portableRoutes,
  ...cannedRoutes,
  ...closingRoutes,
];

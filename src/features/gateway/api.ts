import * as v from 'valibot';
import { GatewayFactsSchema } from '../../core/gateway/facts.ts';
import { Answer, defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { readGateway } from './actions/read-gateway.ts';
import { reconnectGateway } from './actions/reconnect-gateway.ts';

/** `/gateway`: the connection over which Discord tells what happens. */
export const gatewayApi = (): ApiRoutes => [
  defineRoute({
    method: 'GET',
    path: '/gateway',
    summary: 'How the connection to Discord is',
    description: 'Stop and start listening to this server by the setting `listen` of the feature `gateway`.',
    access: 'gateway:read',
    answers: { 200: v.object({ ...GatewayFactsSchema.entries, listens: v.boolean() }) },
    handle: ({ ctx }) => readGateway(ctx),
  }),
  defineRoute({
    method: 'POST',
    path: '/gateway/reconnect',
    summary: 'Connect again what stopped or waits',
    access: 'gateway:control',
    answers: { 202: null },
    async handle({ ctx }) {
      await reconnectGateway(ctx);
      return new Answer(202, undefined);
    },
  }),
];

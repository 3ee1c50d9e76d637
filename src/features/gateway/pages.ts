import type { PageRequest, PageRoutes } from '../../core/web/page.ts';

const show = async (page: PageRequest) => (await import('./pages/gateway-page.tsx')).gatewayPage(page);

/** The connection to Discord in the dashboard. */
export const gatewayPages: PageRoutes = {
  navigation: [
    { title: 'Gateway', path: '/gateway', access: 'gateway:read', icon: 'health', group: 'manage' },
  ],
  routes: [
    { method: 'GET', path: '/gateway', access: 'gateway:read', handle: show },
    {
      method: 'POST',
      path: '/gateway/reconnect',
      access: 'gateway:control',
      handle: async (page) => {
        const { reconnectGateway } = await import('./actions/reconnect-gateway.ts');
        await reconnectGateway(page.ctx);
        return { to: '/gateway', flash: 'Guildhall connects again. Look again in a moment.' };
      },
      again: show,
    },
  ],
  subjects: { gateway: () => '/gateway' },
};

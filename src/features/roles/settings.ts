import { defineSettings, numberField } from '../../core/settings/definition.ts';

export const rolesSettings = defineSettings('roles', {
  mostUnasked: numberField({
    title: 'Changes without asking',
    help: 'The check every six hours changes at most so many roles by itself. A larger plan waits for an admin.',
    default: 100,
    min: 0,
    max: 10_000,
  }),
});

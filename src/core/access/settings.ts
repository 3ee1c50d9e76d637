import { defineSettings, rolesField } from '../settings/definition.ts';

export const accessSettings = defineSettings('access', {
  staffRoles: rolesField({
    title: 'Staff roles',
    help: 'People with one of these roles count as staff. Whoever may manage the server always does.',
    setup: 'needed',
  }),
});

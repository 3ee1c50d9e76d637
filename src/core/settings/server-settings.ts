import * as v from 'valibot';
import { isTimeZone, timeZoneNames } from '../time/time-zone.ts';
import { defineSettings, type Field } from './definition.ts';

const timeZone: Field<string> = {
  kind: 'text',
  title: 'Time zone',
  help: 'What “18:00” means here: a place from the list, like Europe/Berlin. Summer time is looked after.',
  default: 'UTC',
  setup: 'useful',
  schema: v.pipe(
    v.string('Give a time zone.'),
    v.check(isTimeZone, 'That is no time zone. Choose one from the list while typing, like Europe/Berlin.'),
  ),
  suggestions: timeZoneNames,
};

/** What belongs to the server as a whole and not to one feature. */
export const serverSettings = defineSettings('server', { timeZone });

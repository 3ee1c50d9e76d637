import { defineFeature } from '../../core/feature.ts';
import { recordsSettings } from './settings.ts';
import { recordSignals } from './signals.ts';

export const records = defineFeature({
  name: 'records',
  title: 'Records',
  summary:
    'Turns messages into log entries, problem reports and part requests that people confirm one by one.',
  access: {
    'records:read': 'member',
    'records:write': 'member',
    'records:manage': 'staff',
  },
  settings: recordsSettings,
  signals: recordSignals,
});

import { z } from 'zod';
import { Cel } from './steps/step-document.ts';

const matchKeys = {
  alerts: z.array(z.string().min(1)).default([]).meta({ description: 'Names of alerts.' }),
  labels: z.record(z.string(), z.string()).default({}).meta({ description: 'Labels that the alert must have.' }),
  services: z.array(z.string().min(1)).default([]).meta({ description: 'Names of services.' }),
};

/** Which alerts a checklist is for. Nothing given: every alert that no other checklist fits better. */
export const ChecklistMatchDocument = z.strictObject(matchKeys);

/** Which incidents a runbook is proposed for. */
export const RunbookMatchDocument = z.strictObject({
  ...matchKeys,
  when: Cel.optional().meta({ description: 'A condition over incident, alert and finding, once there are findings.' }),
});

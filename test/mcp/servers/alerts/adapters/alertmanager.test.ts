import { alertmanager } from '#mcp/servers/alerts/adapters/alertmanager/adapter';
import { describeAlerts } from '../../../../contracts/alerts.ts';
import { openAlertmanager } from '../../../../support/worlds/alertmanager.ts';

describeAlerts({ adapter: alertmanager, system: 'Alertmanager 0.28', how: 'real', open: openAlertmanager });

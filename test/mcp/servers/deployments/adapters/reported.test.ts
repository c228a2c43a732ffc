import { reported } from '#mcp/servers/deployments/adapters/reported/adapter';
import { describeDeployments } from '../../../../contracts/deployments.ts';
import { openReports } from '../../../../support/worlds/deployments.ts';

describeDeployments({ adapter: reported, system: "the gateway's own intake", how: 'real', open: openReports });

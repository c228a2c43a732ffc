import { lab } from '#mcp/servers/deployments/adapters/lab/adapter';
import { describeDeployments } from '../../../../contracts/deployments.ts';
import { openLabDeployments } from '../../../../support/worlds/deployments.ts';

describeDeployments({ adapter: lab, system: 'the lab', how: 'real', open: openLabDeployments });

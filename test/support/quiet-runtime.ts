import { DefaultLogger, Runtime } from '@temporalio/worker';

// Once per process, whichever kinds of workers a test file starts.
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

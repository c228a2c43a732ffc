/** The name of an environment: `production`, `staging`, `development` or any configured name. Never implied. */
export type Environment = string;

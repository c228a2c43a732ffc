/** A credential that may change while the process runs: read it for each use, and keep no copy. */
export interface Secret {
  read(): string | Promise<string>;
  /** Reads it again from where it comes from, for a value that was refused. @returns whether the value has changed */
  readAgain(): boolean | Promise<boolean>;
}

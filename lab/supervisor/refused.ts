/** A request that is answered with an HTTP error: what is wrong, and the next step. */
export class SupervisorRefusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Of a name that does not exist: those that do. */
  readonly known: readonly string[] | undefined;

  constructor(status: number, code: string, message: string, known?: readonly string[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.known = known;
  }
}

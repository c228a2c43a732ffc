/** The HTTP error for a refused request, with the reason and the next step. */
export class SupervisorRefusal extends Error {
  readonly status: number;
  readonly code: string;
  /** For an unknown name: the known ones. */
  readonly known: readonly string[] | undefined;

  constructor(status: number, code: string, message: string, known?: readonly string[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.known = known;
  }
}

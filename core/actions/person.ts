/** Who did something. Not verified: nothing but their own word says so. */
export interface Person {
  readonly name: string;
  readonly channel: 'page' | 'cli' | 'temporal';
  readonly verified: boolean;
}

/** Takes secrets and personal data out of what is stored, shown or sent. */
export interface Masker {
  /**
   * A deep copy of a JSON value with every secret and personal datum in any string, keys too, replaced by
   * `[masked:<name>]`; strings under a key like `password` are masked whole. Keys that are undefined are left out.
   * Masking twice is masking once.
   * @throws TypeError for what is not JSON (a Date, a Map, more than 200 levels): unseen text must not slip through
   */
  mask<T>(value: T): T;
}

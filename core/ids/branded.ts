declare const brand: unique symbol;

/** A text that tsc keeps apart from every other: the file that names it makes and parses it, and only tests cast to it. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

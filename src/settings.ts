/** What a part says of itself: how it was made, as plain data that survives JSON. */

/** A value that survives JSON. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * How a part was made: its options by name, defaults filled in. What it was made of is there by name and settings, data by
 * type and shape, a function by its name, a number that is not finite as a string (`"Infinity"`).
 */
export type Settings = Readonly<Record<string, Plain>>;

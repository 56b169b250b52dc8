/** The keys of a namespace with any text: the shape the second language must have. */
export type Translation<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translation<T[K]> };

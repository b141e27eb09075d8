/** Whatever has a path, from the root of the tree. */
export interface Address {
  readonly path: string;
}

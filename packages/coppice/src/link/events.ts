/** What a mount tells of itself. */
export interface MountEvents {
  /** So many events of what is below it were lost with a former link. */
  "mount.gap": { readonly missed: number };
}

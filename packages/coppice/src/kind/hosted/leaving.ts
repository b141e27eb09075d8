/** With which codes the host of a child leaves, once that is over. */
export const LEAVING: { readonly ended: number; readonly lost: number } = Object.freeze({
  /** The child has had its last word. */
  ended: 0,
  /** The link to its supervisor is lost (EX_PROTOCOL). */
  lost: 76,
});

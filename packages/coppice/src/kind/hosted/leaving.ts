/** With which codes the host of a child leaves, once that is over. They count only where its last word was not heard. */
export const LEAVING: { readonly ended: number; readonly failed: number; readonly lost: number } = Object.freeze({
  /** The child has had its last word, and ended well. */
  ended: 0,
  /** It has had its last word, and did not end well. */
  failed: 1,
  /** The link to its supervisor is lost (EX_PROTOCOL). */
  lost: 76,
});

/** "Run 4 failed: exit 1 exited with 1.", but "Run 4 was canceled. It was bound to …": no sentence starts after a colon. */
export function withReason(head: string, reason: string): string {
  return `${head}${/^\p{Lu}/u.test(reason) ? "." : ":"} ${reason}`;
}

/** What came of a fetch. */
export type FetchAnswer = { readonly ok: true; readonly text: string; readonly bytes: number } | FetchRefusal;

export interface FetchRefusal {
  readonly ok: false;
  /** One sentence. It names no address that a name stands for: who asks need not know the inside of the network. */
  readonly reason: string;
}

export function refuse(reason: string): FetchRefusal {
  return { ok: false, reason };
}

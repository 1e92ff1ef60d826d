/** Something that happens at a moment of the virtual clock. */
export interface Letter {
  readonly at: number;
  /** Letters of one moment come in the order in which they were sent. */
  readonly order: number;
  readonly deliver: () => Promise<void>;
}

/** What is under way: messages, ends of runs, returns of agents. */
export interface Mail {
  send(at: number, deliver: () => Promise<void>): void;
  next(): number;
  /** Takes the earliest letter. */
  take(): Letter | undefined;
}

export function createMail(): Mail {
  const letters: Letter[] = [];
  let order = 0;
  return {
    send(at, deliver) {
      order += 1;
      const letter = { at, order, deliver };
      // Few are under way at once: a sorted list, the earliest last.
      let place = letters.length;
      while (place > 0 && isBefore(letters[place - 1], letter)) place -= 1;
      letters.splice(place, 0, letter);
    },
    next: () => letters.at(-1)?.at ?? Infinity,
    take: () => letters.pop(),
  };
}

function isBefore(a: Letter | undefined, b: Letter): boolean {
  return a !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
}

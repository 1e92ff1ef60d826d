import { useLayoutEffect, useRef, useState } from "react";
import type { UIEvent } from "react";

/** Closer to the end than this counts as being at the end. */
const NEAR_END = 24;

export interface LogFollow {
  readonly isFollowing: boolean;
  readonly follow: () => void;
  readonly letGo: () => void;
  readonly onScroll: (event: UIEvent<HTMLElement>) => void;
}

interface LogFollowInput {
  readonly rowCount: number;
  /** A line of the address is looked at: the end can wait. */
  readonly isElsewhere: boolean;
  readonly showEnd: () => void;
}

/** Keeps the end in sight as lines arrive, until somebody scrolls up; begins again at the end. */
export function useLogFollow({ rowCount, isElsewhere, showEnd }: LogFollowInput): LogFollow {
  const [isFollowing, setFollowing] = useState(!isElsewhere);
  const lastTop = useRef(0);
  useLayoutEffect(() => {
    if (isFollowing && rowCount > 0) showEnd();
    // Only new lines move the view.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isFollowing, rowCount]);
  return {
    isFollowing,
    follow: () => {
      setFollowing(true);
      showEnd();
    },
    letGo: () => setFollowing(false),
    onScroll: ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
      const isUpwards = scrollTop < lastTop.current - 1;
      lastTop.current = scrollTop;
      if (scrollHeight - scrollTop - clientHeight < NEAR_END) setFollowing(true);
      else if (isUpwards) setFollowing(false);
    },
  };
}

import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "./Icon.tsx";

interface DisclosureProps {
  readonly className: string;
  readonly summary: ReactNode;
  readonly isOpenAtFirst?: boolean;
  /** Made when it is opened first: a long list of closed ones costs little. */
  readonly children: () => ReactNode;
}

/** A row that opens to what it holds. */
export function Disclosure({
  className,
  summary,
  isOpenAtFirst = false,
  children,
}: DisclosureProps): ReactElement {
  const [wasOpened, setOpened] = useState(isOpenAtFirst);
  return (
    <details
      className={`disclosure ${className}`}
      open={isOpenAtFirst}
      onToggle={(event) => event.currentTarget.open && setOpened(true)}
    >
      <summary className="disclosure-head">
        <Icon name="right" size={14} className="disclosure-mark" />
        {summary}
      </summary>
      {wasOpened && children()}
    </details>
  );
}
